import ArgumentParser
import Foundation
import InferenceService
import Logging
import Observability
import ServerCommand

/// `reverie-server`: serves until it is stopped.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Serve until SIGTERM, then let running jobs end (the default).")

    @OptionGroup var options: DataOptions

    func run() async throws {
        let layers = try options.server.layers()
        try options.server.logFormat(layers).start()
        let logger = Logger(label: "reverie-server")
        let configuration = try options.configuration(layers)
        let host = try await ServerHost.start(configuration, options.server, layers, logger: logger)
        print("reverie-server listens on \(configuration.host):\(host.server.port)")
        fflush(nil)  // a pipe or a log file is told at once too
        try await runUntilStopped(host.services, logger: logger)
    }
}
