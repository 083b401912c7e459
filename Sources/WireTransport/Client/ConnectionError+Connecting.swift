import Glibc
import NIOCore
import NIOPosix

extension ConnectionError {
    /// What NIO says when a connection could not be made, in this module's terms.
    init(connecting error: any Error, server: String) {
        switch error {
        case let error as ConnectionError:
            self = error
        case let error as NIOConnectionError:
            if let failure = error.connectionErrors.first {
                self.init(connecting: failure.error, server: server)
            } else {
                self.init(.unknownHost, server: server)
            }
        case ChannelError.connectTimeout:
            self.init(.timedOut, server: server)
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            self.init(.refused, server: server)
        case let error as IOError where error.errnoCode == ETIMEDOUT:
            self.init(.timedOut, server: server)
        default:
            self.init(.unreachable, server: server, detail: String(describing: error))
        }
    }
}
