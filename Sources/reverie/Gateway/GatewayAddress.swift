import FoundationEssentials

/// Where a gateway is, as people write it: `http://raspberrypi:8080`, `raspberrypi`, `[::1]:8080`.
struct GatewayAddress: Equatable, CustomStringConvertible {
    let host: String
    let port: Int

    /// The gateway's own port unless the text names one; a URL's is 80, as everywhere.
    private static let port = 8080

    init(parsing text: String) throws(CommandFailure) {
        let isURL = text.contains("://")
        guard let parts = URLComponents(string: isURL ? text : "http://" + text),
            let host = parts.host, !host.isEmpty, parts.scheme?.lowercased() == "http", parts.query == nil,
            parts.user == nil, ["", "/"].contains(parts.path), (1...65_535).contains(parts.port ?? 80)
        else {
            throw CommandFailure(
                .usage, "\"\(text)\" is not a gateway's address. Write it like http://localhost:8080.")
        }
        // Brackets belong to the URL, not to the IPv6 address.
        self.host = String(host.drop { $0 == "[" }.prefix { $0 != "]" })
        port = parts.port ?? (isURL ? 80 : Self.port)
    }

    /// What goes into the Host field of a request.
    var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    var description: String { "http://\(authority)" }
}
