import ArgumentParser
import InferenceService

@main
struct ReverieServer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverie-server",
        abstract: "Keeps diffusion models resident and streams every denoising step to its clients.",
        version: InferenceServer.version,
        subcommands: [RunCommand.self, CheckCommand.self],
        defaultSubcommand: RunCommand.self)
}
