extension Configuration {
    /// The text of a configuration with one profile put in or in the place of what it was; all else stays as it was written.
    ///
    /// - Parameter makesDefault: whether it becomes the one that is meant when nobody says, if there is none yet.
    static func text(
        _ text: String, setting name: String, to profile: Profile, makesDefault: Bool
    ) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last?.isEmpty == true { lines.removeLast() }
        let header = "[profiles.\(quoted(name))]"
        if let start = lines.firstIndex(where: { $0.filter { !$0.isWhitespace } == header || isHeader($0, of: name) }) {
            let end =
                lines[(start + 1)...].firstIndex { $0.drop(while: \.isWhitespace).hasPrefix("[") } ?? lines.endIndex
            // The lines above the next table may be about that; empty ones and comments stay in any case.
            let kept = lines[(start + 1)..<end].filter { line in
                let text = line.drop(while: \.isWhitespace)
                return text.isEmpty || text.hasPrefix("#")
            }
            lines.replaceSubrange(start..<end, with: [header] + settings(profile) + (kept.isEmpty ? [""] : kept))
        } else {
            lines += (lines.isEmpty ? [] : [""]) + [header] + settings(profile)
        }
        if makesDefault {
            lines.insert(contentsOf: ["profile = \(quoted(name))", ""], at: 0)
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Whether a line begins the table, its name in quotes or not.
    private static func isHeader(_ line: String, of name: String) -> Bool {
        line.filter { !$0.isWhitespace } == "[profiles.\(name)]"
    }

    private static func settings(_ profile: Profile) -> [String] {
        let texts: [(String, String?)] = [
            ("server", profile.server), ("gateway", profile.gateway), ("token_file", profile.tokenFile),
            ("fingerprint", profile.fingerprint.map { "sha256:\($0)" }), ("graphics", profile.graphics),
            ("output", profile.output),
        ]
        return texts.compactMap { key, value in value.map { "\(key) = \(quoted($0))" } }
            + (profile.tls.map { ["tls = \($0)"] } ?? [])
    }

    /// A basic string of TOML.
    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"": return "\\\""
            case "\\": return "\\\\"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: return String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }
}
