import TOMLKit
import WireTransport

/// The file `config.toml`: profiles by name, and which of them is meant when nobody says.
struct Configuration: Equatable, Sendable {
    var defaultProfile: String?
    var profiles: [String: Profile] = [:]

    /// Reverie's folder of the user's configuration (XDG Base Directory Specification).
    static func folder(environment: [String: String]) -> String {
        let configured = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (configured ?? (environment["HOME"] ?? "") + "/.config") + "/reverie"
    }

    static func path(environment: [String: String]) -> String {
        folder(environment: environment) + "/config.toml"
    }

    /// Nothing where there is no file.
    init(environment: [String: String]) throws(CommandFailure) {
        let path = Self.path(environment: environment)
        try self.init(try TextFile.read(path) ?? "", path: path)
    }

    /// - Parameter path: of the file, for messages and relative paths.
    init(_ text: String, path: String) throws(CommandFailure) {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        func failure(_ complaint: String) -> CommandFailure {
            CommandFailure(.configuration, "\(path): \(complaint). Mend or delete that line.")
        }
        let root: TOMLTable
        do {
            root = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw failure("line \(error.source.begin.line) is not TOML (\(error.description.printable))")
        } catch {
            throw failure("it is not TOML")
        }
        // The tables within belong to it.
        defer { withExtendedLifetime(root) {} }
        for key in root.keys {
            switch key {
            case "profile":
                guard let name = root[key]?.string else { throw failure("profile is a profile's name") }
                defaultProfile = name
            case "profiles":
                guard let tables = root[key]?.table else { throw failure("profiles is a table of tables") }
                for name in tables.keys {
                    guard let table = tables[name]?.table else { throw failure("profiles.\(name) is a table") }
                    profiles[name] = try Profile(table, folder: folder) { failure("in profile \(name), \($0)") }
                }
            default:
                throw failure(
                    "there is no setting \"\(key)\" outside of a profile; there are profile and [profiles.NAME]")
            }
        }
    }

    /// - Parameter name: nil for the one that is meant when nobody says, which may be none.
    func profile(_ name: String?) throws(CommandFailure) -> Profile {
        guard let name = name ?? defaultProfile else { return Profile() }
        guard let profile = profiles[name] else {
            let names = profiles.keys.sorted().joined(separator: ", ")
            throw CommandFailure(
                .configuration,
                "There is no profile \"\(name)\"\(names.isEmpty ? "" : "; there are: \(names)"). "
                    + "Make it with: reverie login --profile \(name) SERVER")
        }
        return profile
    }
}
