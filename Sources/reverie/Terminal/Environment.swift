import Glibc

/// The environment variables that matter here.
enum Environment {
    private static let names = ["REVERIE_SERVER", "REVERIE_GATEWAY", "TERM", "COLORTERM", "NO_COLOR"]

    static var variables: [String: String] {
        var variables: [String: String] = [:]
        for name in names {
            if let value = getenv(name) { variables[name] = String(cString: value) }
        }
        return variables
    }
}
