import Synchronization
import Testing

@testable import Tensor

@Suite struct ThreadPoolTests {
    @Test("Every item runs exactly once", arguments: [0, 1, 2, 5], [-1, 0, 1, 2, 3, 1000])
    func once(threads: Int, items: Int) {
        let pool = ThreadPool(threads: threads)
        #expect(pool.threads == max(threads, 1))
        let counts = Counts(max(items, 0))
        pool.run(items, counts)
        #expect(counts.values == [Int](repeating: 1, count: max(items, 0)))
    }

    @Test("Thousands of small jobs in a row each finish before the next begins")
    func manyJobs() {
        let pool = ThreadPool(threads: 3)
        let counts = Counts(4)
        for job in 1...3000 {
            pool.run(4, counts)
            if counts.values != [job, job, job, job] {
                Issue.record("job \(job) was not finished: \(counts.values)")
                return
            }
        }
    }

    @Test("A job inside a job runs")
    func nested() {
        let pool = ThreadPool(threads: 2)
        let counts = Counts(6)
        pool.run(2, Outer(pool: pool, counts: counts))
        #expect(counts.values == [1, 1, 1, 1, 1, 1])
    }

    @Test("Callers on several threads do not disturb each other")
    func concurrentCallers() async {
        let pool = ThreadPool(threads: 2)
        let counts = Counts(8)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<200 { pool.run(8, counts) } }
            }
        }
        #expect(counts.values == [Int](repeating: 1600, count: 8))
    }
}

/// How often each item ran.
private final class Counts: PoolTask, Sendable {
    private let counts: Mutex<[Int]>

    init(_ items: Int) { counts = Mutex([Int](repeating: 0, count: items)) }

    func add(_ item: Int) { counts.withLock { $0[item] += 1 } }

    func run(item: Int) { add(item) }

    var values: [Int] { counts.withLock { $0 } }
}

/// Each of its items is a job of three.
private struct Outer: PoolTask {
    let pool: ThreadPool
    let counts: Counts

    func run(item: Int) { pool.run(3, Inner(first: item * 3, counts: counts)) }

    private struct Inner: PoolTask {
        let first: Int
        let counts: Counts

        func run(item: Int) { counts.add(first + item) }
    }
}
