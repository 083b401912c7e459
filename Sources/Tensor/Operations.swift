import CKernels

/// The operations of a network, over the kernels of one instruction set and the threads of one pool.
///
/// Each output element is computed the same way whatever the batch, the threads and the instruction set.
package struct Operations: Sendable {
    package let kernels: KernelSet
    package let pool: ThreadPool

    /// Multiply-adds from which work is forked: some 40,000 take a microsecond, and a fork is worth it from tens of them.
    private let forkThreshold: Int

    /// A `forkThreshold` of 0 forks everything, for tests.
    package init(kernels: KernelSet = .best, pool: ThreadPool, forkThreshold: Int = 1_000_000) {
        self.kernels = kernels
        self.pool = pool
        self.forkThreshold = forkThreshold
    }

    var table: ReverieKernels { kernels.table.pointee }

    /// Runs `items` items, on the pool if they are worth it: `work` is about how many multiply-adds they take in all.
    func run(_ items: Int, work: Int, _ task: some PoolTask) {
        if pool.threads > 1 && work >= forkThreshold {
            pool.run(items, task)
        } else {
            for item in 0..<items { task.run(item: item) }
        }
    }
}
