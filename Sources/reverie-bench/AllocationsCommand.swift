import ArgumentParser
import CAllocations

struct AllocationsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "allocations", abstract: "How often a step of the engine asks for memory; fails unless never.",
        discussion: """
            What a job of many steps takes beyond one of few, in all threads, is the steps'; jobs run alone and beside others. \
            Only of a release build is anything promised.
            """)

    @OptionGroup var arguments: ModelArguments

    @Option(help: "Threads.")
    var threads = 2

    func run() throws {
        guard reverie_allocations_are_counted() else { throw ValidationError("Here allocations are not counted.") }
        let runner = try JobRunner(folder: arguments.model, threads: threads, maximumBatch: 8)
        func count(_ jobs: Int, steps: Int) throws -> Int {
            let before = reverie_allocations()
            try runner.run(jobs, steps: steps)
            return Int(reverie_allocations() - before)
        }
        var isNever = true
        for jobs in [1, 2, 3] {
            // Whatever is made once is made in the first.
            _ = try count(jobs, steps: 5)
            let (few, many) = (try count(jobs, steps: 10), try count(jobs, steps: 60))
            print("\(jobs) jobs at once: \(few) allocations in 10 steps, \(many) in 60")
            // A job that begins or ends at another moment than before may cost a few more or less, never one a step.
            isNever = isNever && many - few < 25
        }
        if !isNever { throw ExitCode.failure }
    }
}
