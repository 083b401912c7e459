import CKernels

/// Runs the items of one job on several threads and returns when all are done. The caller takes part.
///
/// Worth it from some tens of microseconds of work: below that, run the items in a plain loop.
package final class ThreadPool: Sendable {
    private nonisolated(unsafe) let pool: OpaquePointer?
    /// How many threads work at once, the caller included.
    package let threads: Int

    /// A pool of `threads` (at least 1), or of as many as the system gives.
    package init(threads: Int) {
        pool = threads > 1 ? reverie_pool_create(min(threads, 256)) : nil
        self.threads = pool.map { Int(reverie_pool_threads($0)) } ?? 1
    }

    deinit {
        if let pool { reverie_pool_destroy(pool) }
    }

    /// Runs each item in 0..<items once, in no certain order. A call from inside an item, or while another caller's items run,
    /// runs its items where it is. Allocates and locks nothing, except to wake a thread that sleeps.
    package func run(_ items: Int, _ task: some PoolTask) {
        guard let pool, items > 1 else {
            for item in 0..<max(items, 0) { task.run(item: item) }
            return
        }
        withUnsafePointer(to: task) { task in
            var reference: any PoolTask = TaskReference(task: task)
            withUnsafeMutablePointer(to: &reference) { pointer in
                reverie_pool_run(
                    pool, items,
                    { context, item in context?.assumingMemoryBound(to: (any PoolTask).self).pointee.run(item: item) },
                    pointer)
            }
        }
    }
}
