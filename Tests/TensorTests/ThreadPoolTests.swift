import Synchronization
import Testing

@testable import Tensor

@Suite struct ThreadPoolTests {
    @Test("Every item runs exactly once", arguments: [0, 1, 2, 5], [-1, 0, 1, 2, 3, 1000])
    func once(threads: Int, items: Int) {
        let pool = ThreadPool(threads: threads)
        #expect(pool.threads == max(threads, 1))
        let counts = Counts(max(items, 0))
        pool.run(items) { counts.add($0) }
        #expect(counts.values == [Int](repeating: 1, count: max(items, 0)))
    }

    @Test("Thousands of small jobs in a row each finish before the next begins")
    func manyJobs() {
        let pool = ThreadPool(threads: 3)
        let counts = Counts(4)
        for job in 1...3000 {
            pool.run(4) { counts.add($0) }
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
        pool.run(2) { outer in pool.run(3) { counts.add(outer * 3 + $0) } }
        #expect(counts.values == [1, 1, 1, 1, 1, 1])
    }

    @Test("Callers on several threads take turns")
    func concurrentCallers() async {
        let pool = ThreadPool(threads: 2)
        let counts = Counts(8)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<200 { pool.run(8) { counts.add($0) } } }
            }
        }
        #expect(counts.values == [Int](repeating: 1600, count: 8))
    }
}

/// How often each item ran.
private final class Counts: Sendable {
    private let counts: Mutex<[Int]>

    init(_ items: Int) { counts = Mutex([Int](repeating: 0, count: items)) }

    func add(_ item: Int) { counts.withLock { $0[item] += 1 } }

    var values: [Int] { counts.withLock { $0 } }
}
