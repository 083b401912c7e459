import ArgumentParser

@main
struct Reverie: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverie",
        abstract: "Makes pictures from noise on a Reverie server, and shows them forming.",
        discussion: """
            The server is localhost:7433 unless --server, the environment variable REVERIE_SERVER or a profile of \
            ~/.config/reverie/config.toml names another (`reverie login` makes one); `reverie discover` finds those of the \
            local network. What the command line says goes before the environment, and that before the profile.

            Exit codes:
              0    done
            \(FailureStatus.allCases.map { "  " + $0.line }.joined(separator: "\n"))
            """,
        version: version,
        subcommands: [],
        groupedSubcommands: [
            CommandGroup(
                name: "Make pictures",
                subcommands: [
                    GenerateCommand.self, DraftCommand.self, FinishCommand.self, VaryCommand.self,
                    InterpolateCommand.self,
                    DenoiseCommand.self, InpaintCommand.self, BatchCommand.self,
                ]),
            CommandGroup(
                name: "Pictures that there are", subcommands: [ShowCommand.self, AgainCommand.self, VerifyCommand.self]),
            CommandGroup(
                name: "Jobs", subcommands: [JobsCommand.self, AttachCommand.self, CancelCommand.self]),
            CommandGroup(
                name: "Servers",
                subcommands: [
                    StatusCommand.self, ModelsCommand.self, DiscoverCommand.self, LoginCommand.self, PingCommand.self,
                ]),
            CommandGroup(
                name: "Catalogue and words",
                subcommands: [CatalogueCommand.self, CatalogueSearchCommand.self, EmbedCommand.self]),
            CommandGroup(
                name: "For programs",
                subcommands: [SchemaCommand.self, ManualCommand.self, LoadCommand.self]),
        ])

    static let version = "0.2.0"
}

extension FailureStatus {
    fileprivate var line: String {
        let code = String(rawValue)
        return code + String(repeating: " ", count: 5 - code.count) + meaning
    }
}
