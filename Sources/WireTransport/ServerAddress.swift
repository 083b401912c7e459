import WireProtocol

/// Where a server listens, as people write it: `host`, `host:port`, `[::1]:7433` or `::1`.
package struct ServerAddress: Sendable, Hashable {
    package var host: String
    package var port: Int

    package init(host: String, port: Int = ProtocolConstants.defaultPort) {
        self.host = host
        self.port = port
    }

    /// The port is 7433 unless the text has one.
    package init(parsing text: String) throws(ConnectionError) {
        let (host, port) = Self.parts(of: text)
        guard !host.isEmpty, !host.contains(where: { $0.isWhitespace || "/[]@".contains($0) }) else {
            throw ConnectionError(.invalidAddress, server: text)
        }
        self.host = String(host)
        guard let port else {
            self.port = ProtocolConstants.defaultPort
            return
        }
        guard port.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(port), (1...65_535).contains(number)
        else {
            throw ConnectionError(.invalidAddress, server: text)
        }
        self.port = number
    }

    /// The host, and what stands behind the colon after it. Two colons without brackets are an IPv6 address.
    private static func parts(of text: String) -> (host: Substring, port: Substring?) {
        if text.first == "[", let end = text.firstIndex(of: "]") {
            let host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            if rest.isEmpty { return (host, nil) }
            return rest.first == ":" ? (host, rest.dropFirst()) : ("", nil)
        }
        guard let colon = text.firstIndex(of: ":"), colon == text.lastIndex(of: ":") else { return (text[...], nil) }
        return (text[..<colon], text[text.index(after: colon)...])
    }
}

extension ServerAddress: CustomStringConvertible {
    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
