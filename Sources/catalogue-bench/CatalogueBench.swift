import ArgumentParser

@main
struct CatalogueBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue-bench",
        abstract: "Measures the catalogue on this machine.",
        discussion: """
            A program of its own: what the engine needs of memory is measured without a database beside it.
            """,
        subcommands: [PagesCommand.self, SearchCommand.self])
}
