import Glibc
import NIOCore

/// Why the gateway cannot start, with a sentence a person can act on.
package struct GatewayError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        case portInUse
        case cannotListen
        /// The page's own files are not where they should be.
        case assetsMissing
    }

    package let code: Code
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// What NIO says when it cannot listen; nil if `error` is about something else.
    init?(listening error: any Error, host: String, port: Int) {
        switch error {
        case let error as IOError where error.errnoCode == EADDRINUSE:
            self.init(
                .portInUse,
                "Port \(port) on \(host) is in use. Stop the program that uses it, or choose another with --http-port.")
        case let error as IOError where error.errnoCode == EACCES:
            self.init(.cannotListen, "Port \(port) on \(host) may not be used by this user: choose one above 1023.")
        case let error as IOError where error.errnoCode == EADDRNOTAVAIL:
            self.init(.cannotListen, "\(host) is not an address of this machine. Use 0.0.0.0 for all it has.")
        case is SocketAddressError.UnknownHost:
            self.init(.cannotListen, "The host \(host) is not known. Use 0.0.0.0 for all addresses of this machine.")
        default:
            return nil
        }
    }
}
