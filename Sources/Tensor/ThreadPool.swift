import CKernels

/// Runs the items of one job on several threads and returns when all are done. The caller takes part.
///
/// Worth it from about 100 microseconds of work: below that, run the items in a plain loop.
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

    /// Calls `body` once for each item in 0..<items, in no certain order. Callers on different threads take turns; a
    /// call from inside a body runs its items where it is.
    package func run(_ items: Int, _ body: (Int) -> Void) {
        guard let pool, items > 1 else {
            for item in 0..<max(items, 0) { body(item) }
            return
        }
        withoutActuallyEscaping(body) { escaping in
            var call = escaping
            withUnsafeMutablePointer(to: &call) { pointer in
                reverie_pool_run(
                    pool, items,
                    { context, item in context?.assumingMemoryBound(to: ((Int) -> Void).self).pointee(item) },
                    pointer)
            }
        }
    }
}
