/// The servers a client has met, each with the fingerprint of its certificate, as ssh keeps them: a file of lines
/// `HOST:PORT sha256:DIGITS`.
package struct KnownServers: Sendable {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// `known_servers` in Reverie's folder of the user's configuration (XDG Base Directory Specification).
    package static func path(environment: [String: String]) -> String {
        let configured = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (configured ?? (environment["HOME"] ?? "") + "/.config") + "/reverie/known_servers"
    }

    /// A server as it was met.
    package struct Entry: Sendable, Equatable {
        package let fingerprint: Fingerprint
        /// Where it stands in the file, from 1.
        package let line: Int

        package init(fingerprint: Fingerprint, line: Int) {
            self.fingerprint = fingerprint
            self.line = line
        }
    }

    /// nil for a server that was never met.
    ///
    /// - Throws: `SecurityError`.
    package func entry(for server: ServerAddress) throws(SecurityError) -> Entry? {
        try entries()[server.description]
    }

    /// Adds a line.
    ///
    /// - Throws: `SecurityError`.
    package func remember(_ server: ServerAddress, _ fingerprint: Fingerprint) throws(SecurityError) {
        var text = try text()
        if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
        text += "\(server) sha256:\(fingerprint)\n"
        do {
            try SmallFile.write(Array(text.utf8), to: path, mode: 0o600)
        } catch {
            throw .unwritable(path: path, reason: error.reason)
        }
    }

    private func entries() throws(SecurityError) -> [String: Entry] {
        var entries: [String: Entry] = [:]
        for (index, line) in try text().split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let parts = line.split(whereSeparator: \.isWhitespace)
            guard let server = parts.first, !server.hasPrefix("#") else { continue }
            guard parts.count == 2, parts[1].hasPrefix("sha256:"),
                let fingerprint = Fingerprint(hex: String(parts[1].dropFirst("sha256:".count)))
            else { throw .damagedKnownServers(path: path, line: index + 1) }
            entries[String(server)] = Entry(fingerprint: fingerprint, line: index + 1)
        }
        return entries
    }

    private func text() throws(SecurityError) -> String {
        do {
            return String(decoding: try SmallFile(reading: path).bytes, as: UTF8.self)
        } catch {
            guard error.isMissing else { throw .unreadable(path: path, reason: error.reason) }
            return ""
        }
    }
}
