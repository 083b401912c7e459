import Foundation

/// The files that a test may have open at a time.
enum OpenFiles {
    struct TooFew: Error, CustomStringConvertible {
        let description: String
    }

    static func require(_ count: UInt) throws {
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < rlim_t(count) else { return }
        limit.rlim_cur = min(limit.rlim_max, rlim_t(count))
        guard setrlimit(resource, &limit) == 0, limit.rlim_cur >= rlim_t(count) else {
            throw TooFew(description: "This test needs \(count) open files: raise the limit (ulimit -n).")
        }
    }
}
