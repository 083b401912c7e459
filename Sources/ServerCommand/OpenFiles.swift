import Foundation
import Logging

/// The files, connections among them, that this process may have open at a time.
enum OpenFiles {
    /// What a server has open besides connections.
    private static let others = 64

    /// Asks the system for all it gives, and says so if that is not enough. Beyond the limit connections wait to be accepted.
    static func raiseLimit(for connections: Int, logger: Logger) {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(resource, &raised) == 0 { limit = raised }
        }
        guard limit.rlim_cur < rlim_t(connections + others) else { return }
        logger.warning(
            "fewer connections fit than are allowed: raise the limit of open files (LimitNOFILE, ulimit -n)",
            metadata: ["max-connections": "\(connections)", "open-files": "\(limit.rlim_cur)"])
    }

    #if canImport(Glibc)
        private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
    #else
        private static var resource: Int32 { RLIMIT_NOFILE }
    #endif
}
