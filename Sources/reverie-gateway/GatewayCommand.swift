import ArgumentParser

@main
struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverie-gateway",
        abstract: "Serves Reverie's page and catalogue, and passes wishes on to an inference server.",
        subcommands: [
            ServeCommand.self, ReindexCommand.self, CheckCommand.self, BackupCommand.self, RestoreCommand.self,
            AccountCommand.self,
        ], defaultSubcommand: ServeCommand.self)
}
