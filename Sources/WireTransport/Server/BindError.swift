import Glibc
import NIOCore

/// Why a server cannot listen where it was told to.
package struct BindError: Error, Sendable, Equatable {
    package enum Code: Sendable, Equatable {
        case addressInUse
        case notPermitted
        case addressNotHere
        case unknownHost
        case other
    }

    package let code: Code
    package let host: String
    package let port: Int
    /// What the system said.
    package let detail: String
}

extension BindError {
    /// What NIO says when it cannot listen, in this module's terms.
    init(binding error: any Error, host: String, port: Int) {
        let code: Code =
            switch error {
            case let error as IOError where error.errnoCode == EADDRINUSE: .addressInUse
            case let error as IOError where error.errnoCode == EACCES: .notPermitted
            case let error as IOError where error.errnoCode == EADDRNOTAVAIL: .addressNotHere
            case is SocketAddressError.UnknownHost: .unknownHost
            default: .other
            }
        self.init(code: code, host: host, port: port, detail: String(describing: error))
    }
}

extension BindError: CustomStringConvertible {
    /// What happened and what to do.
    package var description: String {
        switch code {
        case .addressInUse:
            "Port \(port) on \(host) is in use. Stop the program that uses it, or choose another port."
        case .notPermitted:
            "Port \(port) on \(host) may not be used by this user. Choose a port above 1023."
        case .addressNotHere:
            "\(host) is not an address of this machine. Use 0.0.0.0 to listen on all of its addresses."
        case .unknownHost:
            "The host \(host) is not known. Use 0.0.0.0 to listen on all addresses of this machine."
        case .other:
            "The server cannot listen on port \(port) of \(host): \(detail)"
        }
    }
}
