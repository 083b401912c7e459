import ArgumentParser

@main
struct ReverieBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverie-bench",
        abstract: "Measures the engine and the sentence encoder on this machine.",
        discussion: """
            Every figure is a median over many runs. Leave the machine idle meanwhile, and compare only what was measured in \
            the same run.
            """,
        subcommands: [
            StepsCommand.self, LayersCommand.self, JobsCommand.self, ReadyCommand.self, PoolCommand.self,
            EvaluateCommand.self, AllocationsCommand.self, RepeatCommand.self, EmbedCommand.self,
        ])
}
