import Foundation

/// A file of settings: the plain part of TOML, a line for each, with strings in quotes.
///
///     # what the server listens on
///     host = "0.0.0.0"
///     wire-port = 7433
///     tls = true
package struct SettingsFile: Sendable {
    package private(set) var path = ""
    /// As text, whatever their kind.
    package private(set) var values: [String: String] = [:]

    /// No file.
    package init() {}

    /// - Throws: ``SettingsFileError``.
    package init(path: String) throws(SettingsFileError) {
        guard let text = try? String(contentsOf: URL(filePath: path), encoding: .utf8) else {
            throw SettingsFileError(path: path, line: nil, reason: "it cannot be read")
        }
        try self.init(path: path, text: text)
    }

    init(path: String, text: String) throws(SettingsFileError) {
        self.path = path
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            do throws(Reason) {
                guard let (name, value) = try Self.setting(line) else { continue }
                guard values.updateValue(value, forKey: name) == nil else { throw Reason("\(name) is there twice") }
            } catch {
                throw SettingsFileError(path: path, line: index + 1, reason: error.text)
            }
        }
    }

    private struct Reason: Error {
        let text: String

        init(_ text: String) { self.text = text }
    }

    /// nil for a line that says nothing.
    private static func setting(_ line: Substring) throws(Reason) -> (String, String)? {
        let line = line.trimmingCharacters(in: .whitespaces)
        if line.isEmpty || line.hasPrefix("#") { return nil }
        guard let equals = line.firstIndex(of: "=") else { throw Reason("a line is a name, = and a value") }
        let name = line[..<equals].trimmingCharacters(in: .whitespaces)
        guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }) else {
            throw Reason("“\(name)” is no name of a setting")
        }
        return (name, try value(line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)))
    }

    private static func value(_ text: String) throws(Reason) -> String {
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            let bare = text.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
            let isNumber = !bare.isEmpty && bare.allSatisfy { $0.isNumber || "+-._".contains($0) }
            guard bare == "true" || bare == "false" || isNumber else {
                throw Reason("a value is a number, true, false, or text in quotes")
            }
            return bare.replacing("_", with: "")
        }
        var value = ""
        var rest = text.dropFirst()
        while let character = rest.popFirst(), character != quote {
            guard quote == "\"", character == "\\" else {
                value.append(character)
                continue
            }
            switch rest.popFirst() {
            case "\\": value.append("\\")
            case "\"": value.append("\"")
            case "t": value.append("\t")
            default: throw Reason("a backslash in quotes stands before \\, \" or t")
            }
        }
        let isClosed = text.dropFirst().dropLast(rest.count).last == quote
        let after = rest.trimmingCharacters(in: .whitespaces)
        guard isClosed, after.isEmpty || after.hasPrefix("#") else { throw Reason("the text in quotes does not end") }
        return value
    }
}

/// Why a file of settings cannot be used.
package struct SettingsFileError: Error, Equatable, CustomStringConvertible {
    let path: String
    let line: Int?
    let reason: String

    package var description: String {
        "The settings in \(path) cannot be used: " + (line.map { "in line \($0), " } ?? "") + reason + "."
    }
}
