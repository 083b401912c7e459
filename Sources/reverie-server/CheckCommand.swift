import ArgumentParser
import InferenceService
import ServerCommand

/// `reverie-server check`: whether a start would succeed, as far as that can be told without one.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Verify the settings, the access files and the weights without serving.")

    @OptionGroup var options: DataOptions

    func run() async throws {
        let layers = try options.server.layers()
        _ = try options.server.logFormat(layers)
        _ = try options.server.metricsPort(layers)
        for sentence in try InferenceServer.check(try options.configuration(layers)) { print(sentence) }
        print("The settings are sound.")
    }
}
