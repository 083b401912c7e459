import ArgumentParser

@main
struct ReverieBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverie-bench",
        abstract: "Measures the engine, the encoder and the catalogue on this machine.",
        discussion: """
            Every figure is a median over many runs. Leave the machine idle meanwhile, and compare only what was measured in \
            the same run.
            """,
        subcommands: [
            StepsCommand.self, LayersCommand.self, JobsCommand.self, ReadyCommand.self, PoolCommand.self,
            EvaluateCommand.self, AllocationsCommand.self, RepeatCommand.self, SearchCommand.self, EmbedCommand.self,
            CatalogueCommand.self,
        ])
}
