package import ArgumentParser

/// Settings from three places: what the command line says goes over the environment, and that over a file.
///
/// A setting has one name in all three: `--wire-port`, `REVERIE_WIRE_PORT`, and `wire-port = 7433` in the file.
package struct LayeredSettings: Sendable {
    private let environment: [String: String]
    private let file: SettingsFile

    package init(environment: [String: String], file: SettingsFile = SettingsFile()) {
        self.environment = environment
        self.file = file
    }

    /// The value of the setting, nil if nobody gave one.
    ///
    /// - Throws: `ValidationError` for a value that is not of its kind.
    package func value<Value: ExpressibleByArgument>(_ name: String, flag: Value?) throws -> Value? {
        if let flag { return flag }
        let variable = Self.variable(name)
        if let text = environment[variable], !text.isEmpty {
            guard let value = Value(argument: text) else {
                throw ValidationError("\(variable) is “\(text)”, which it cannot be.")
            }
            return value
        }
        guard let text = file.values[name] else { return nil }
        guard let value = Value(argument: text) else {
            throw ValidationError("\(name) in \(file.path) is “\(text)”, which it cannot be.")
        }
        return value
    }

    /// Whether a switch is on.
    package func isOn(_ name: String, flag: Bool) throws -> Bool {
        try value(name, flag: flag ? true : nil) ?? false
    }

    /// Names in the file that are no setting's.
    package func unknown(_ known: Set<String>) -> [String] { file.values.keys.filter { !known.contains($0) }.sorted() }

    package static func variable(_ name: String) -> String {
        "REVERIE_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }
}
