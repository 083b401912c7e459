import ArgumentParser
import Benchmarking

struct StepsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "steps", abstract: "How long one denoising step takes, by batch and threads.")

    @OptionGroup var arguments: ModelArguments

    @Option(help: "Pictures evaluated together, guidance counted.")
    var batch: [Int] = [1, 2, 8]

    @Option(help: "Threads.")
    var threads: [Int] = [1, 2]

    @Flag(help: "One line of JSON for each figure.")
    var json = false

    func validate() throws {
        guard batch.allSatisfy((1...64).contains) else { throw ValidationError("--batch must be 1 to 64.") }
        guard threads.allSatisfy((1...64).contains) else { throw ValidationError("--threads must be 1 to 64.") }
    }

    func run() throws {
        if !json { print("threads  batch  step ms (median)  best ms  evaluations/s  resident MB") }
        for threads in threads {
            var bench = try BenchModel(folder: arguments.model, threads: threads, batch: batch.max() ?? 1)
            for batch in batch {
                let time = Measurement(seconds: arguments.seconds) { bench.evaluate(batch: batch) }
                report(time, threads: threads, batch: batch)
            }
        }
    }

    private func report(_ time: Measurement, threads: Int, batch: Int) {
        if json {
            print(
                """
                {"threads": \(threads), "batch": \(batch), "medianSeconds": \(time.median), "bestSeconds": \(time.best), \
                "residentMegabytes": \((ResidentMemory.megabytes ?? 0).text(1))}
                """)
        } else {
            print(
                "\(threads)".leftPadded(7), "\(batch)".leftPadded(6), (time.median * 1e3).text(3).leftPadded(17),
                (time.best * 1e3).text(3).leftPadded(8), (Double(batch) / time.median).text(1).leftPadded(14),
                (ResidentMemory.megabytes ?? .nan).text(1).leftPadded(12))
        }
    }
}
