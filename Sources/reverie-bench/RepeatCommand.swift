import ArgumentParser

struct RepeatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repeat", abstract: "Evaluates the network so many times and measures nothing.",
        discussion: """
            For programs that count what this one does, such as examples/benchmark/raspberry-pi/estimate.py: what two evaluations \
            take beyond one is an evaluation without its preparations.
            """)

    @Argument(help: "The model's folder, such as weights/fashion.")
    var model: String

    @Option(help: "Evaluations.")
    var times = 1

    @Option(help: "Pictures evaluated together, guidance counted.")
    var batch = 2

    func validate() throws {
        guard (1...64).contains(batch) else { throw ValidationError("--batch must be 1 to 64.") }
        guard (1...1000).contains(times) else { throw ValidationError("--times must be 1 to 1000.") }
    }

    func run() throws {
        var bench = try BenchModel(folder: model, threads: 1, batch: batch)
        for _ in 0..<times { bench.evaluate(batch: batch) }
    }
}
