/// Why there is no connection to a server, or none any more.
package struct ConnectionError: Error, Sendable, Equatable {
    package enum Code: Sendable, Equatable {
        case invalidAddress
        case unknownHost
        case refused
        case timedOut
        case unreachable
        /// What answers there does not speak the protocol, or breaks it.
        case protocolViolation
        case unsupportedVersion
        /// The server asks for a token, and there is none.
        case tokenNeeded
        /// The server says that the token is wrong.
        case unauthorized
        /// There is a token, and the server does not ask for it.
        case tokenNotAsked
        /// The server does not have the token.
        case impostor
        /// The server's certificate is not the one that it had; `detail` says what to do.
        case certificateChanged
        /// The server speaks TLS, and this end does not.
        case tlsNeeded
        /// TLS was not to be had.
        case tlsFailed
        /// The server has as many connections as it takes.
        case busy
        /// The server closed the connection and said why.
        case rejected
        case goingAway
        /// The connection ended without a word.
        case lost
        /// The connection stands, but nothing comes from it.
        case notResponding
        /// The server is back, without the job that was watched.
        case jobForgotten
        /// This end closed it.
        case closed
    }

    package let code: Code
    /// The address that was asked for.
    package let server: String
    /// What is known beyond the code; may be empty.
    package let detail: String

    package init(_ code: Code, server: String, detail: String = "") {
        self.code = code
        self.server = server
        self.detail = detail
    }
}

extension ConnectionError: CustomStringConvertible {
    /// What happened and what to do.
    package var description: String {
        switch code {
        case .invalidAddress:
            "\"\(server)\" is not a server's address. Write it as HOST, HOST:PORT or [IPv6]:PORT, for instance "
                + "localhost:7433."
        case .unknownHost:
            "No machine named in \"\(server)\" could be found. Check the spelling and the network, or use its IP address."
        case .refused:
            "Nothing listens on \(server). Start reverie-server there, or give the address of a server that runs."
        case .timedOut:
            "The server at \(server) did not answer in time. Check that it runs, the address, and the firewalls between."
        case .unreachable:
            "There is no way to \(server) in this network. Check the address and the network.\(appended)"
        case .protocolViolation:
            "What answers on \(server) does not speak Reverie's protocol. Check the address and the port.\(appended)"
        case .unsupportedVersion:
            "The server at \(server) speaks no version of the protocol that this program knows. Update the older of the "
                + "two.\(appended)"
        case .tokenNeeded:
            "The server at \(server) asks for a token. Give the file that holds it with --token-file."
        case .unauthorized:
            "The server at \(server) does not let this program in.\(appended)"
        case .tokenNotAsked:
            "The server at \(server) does not ask for the token, so it may not be the one you mean. If it is, leave the "
                + "token out."
        case .impostor:
            "What answers at \(server) does not know the token: it is not the server you mean, or somebody is in between. "
                + "Nothing was sent to it."
        case .certificateChanged:
            "The certificate of \(server) is not the one it had before. Somebody may be in between.\(appended)"
        case .tlsNeeded:
            "The server at \(server) speaks TLS. Ask for it with --tls."
        case .tlsFailed:
            "No protected connection to \(server) could be made. Check that the server speaks TLS.\(appended)"
        case .busy:
            "The server at \(server) takes no more connections now. Try again after a while.\(appended)"
        case .rejected:
            "The server at \(server) closed the connection.\(appended)"
        case .goingAway:
            "The server at \(server) is stopping. Try again when it is back.\(appended)"
        case .lost:
            "The connection to \(server) was lost. Check that the server still runs, then try again.\(appended)"
        case .notResponding:
            "The server at \(server) stopped answering. Check the network and the server, then try again."
        case .jobForgotten:
            "The server at \(server) came back and does not know the job any more. Ask for the pictures again."
        case .closed:
            "The connection to \(server) was closed."
        }
    }

    private var appended: String { detail.isEmpty ? "" : " (\(detail))" }
}
