import ArgumentParser
import Benchmarking

struct JobsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "Whole jobs through the engine: pictures a second, many at once against one after another, previews.",
        discussion: """
            A job is one picture of 25 steps with guidance, two evaluations a step, by the model's own prompt. Many at once \
            share the network's batches.
            """)

    @OptionGroup var arguments: ModelArguments

    @Option(help: "Jobs at once.")
    var jobs = 8

    @Option(help: "Threads.")
    var threads = 2

    @Option(help: "Rounds, of which the medians are printed.")
    var rounds = 7

    func validate() throws {
        guard (2...16).contains(jobs) else { throw ValidationError("--jobs must be 2 to 16.") }
        guard (1...64).contains(threads) else { throw ValidationError("--threads must be 1 to 64.") }
        guard (1...1000).contains(rounds) else { throw ValidationError("--rounds must be 1 to 1000.") }
    }

    func run() throws {
        let runner = try JobRunner(folder: arguments.model, threads: threads, maximumBatch: 2 * jobs)
        try runner.run(2)
        var figures = (
            apart: [Double](), together: [Double](), alone: [Double](), first: [Double](), preview: [Double]()
        )
        for _ in 0..<rounds {
            figures.apart.append(try runner.seconds { for _ in 0..<jobs { try runner.run(1) } })
            figures.together.append(try runner.seconds { try runner.run(jobs) })
            let watched = try runner.watch(beside: jobs - 1)
            figures.first.append(watched.first)
            figures.preview.append(watched.cost)
            figures.alone.append(try runner.seconds { try runner.run(1) })
        }
        let (apart, together) = (Self.median(figures.apart), Self.median(figures.together))
        func line(_ name: String, _ value: String) { print(name.rightPadded(46), value) }
        line("one job alone", "\((Self.median(figures.alone) * 1e3).text(1)) ms")
        line(
            "\(jobs) jobs one after another",
            "\((apart * 1e3).text(1)) ms, \((Double(jobs) / apart).text(2)) pictures/s")
        line("\(jobs) jobs at once", "\((together * 1e3).text(1)) ms, \((Double(jobs) / together).text(2)) pictures/s")
        line("at once to one after another", (apart / together).text(3))
        line("one step of all", "\((together / 25 * 1e3).text(2)) ms")
        line("first preview of a job beside \(jobs - 1) others", "\((Self.median(figures.first) * 1e3).text(2)) ms")
        line("making a preview", "\((Self.median(figures.preview) * 1e6).text(1)) us")
        if let memory = ResidentMemory.megabytes { line("resident", "\(memory.text(1)) MB") }
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
