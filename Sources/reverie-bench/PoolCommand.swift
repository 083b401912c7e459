import ArgumentParser
import Benchmarking
import Tensor

struct PoolCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pool", abstract: "What it costs to fork work to the threads and to join them again.")

    @Option(help: "Threads.")
    var threads = 2

    func run() throws {
        let pool = ThreadPool(threads: threads)
        let rounds = 1000
        let time = Measurement(seconds: 1) { for _ in 0..<rounds { pool.run(threads, Nothing()) } }
        print("\((time.median / Double(rounds) * 1e6).text(2)) us a fork and join on \(pool.threads) threads (median)")
    }
}

private struct Nothing: PoolTask {
    func run(item: Int) {}
}
