import ArgumentParser
import Foundation
import InferenceService
import ServerCommand

/// The options of a server by itself: the shared ones, and where its jobs are kept.
struct DataOptions: ParsableArguments {
    @OptionGroup var server: ServerOptions

    @Option(help: "The folder of its jobs and results (default: $XDG_DATA_HOME/reverie/server). REVERIE_DATA_DIR")
    var dataDir: String?

    func configuration(_ layers: LayeredSettings) throws -> InferenceConfiguration {
        let folder =
            try layers.value("data-dir", flag: dataDir)
            ?? InferenceConfiguration.defaultDataFolder(environment: ProcessInfo.processInfo.environment)
        return try server.configuration(layers, dataFolder: folder)
    }
}
