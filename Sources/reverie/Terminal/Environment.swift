import Glibc

/// The environment variables that matter here.
enum Environment {
    static let names = [
        "REVERIE_SERVER", "REVERIE_TOKEN_FILE", "REVERIE_GATEWAY", "REVERIE_PROFILE", "REVERIE_GRAPHICS",
        "REVERIE_OUTPUT", "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "TERM", "TERM_PROGRAM", "LC_TERMINAL",
        "COLORTERM", "NO_COLOR",
    ]

    static var variables: [String: String] {
        var variables: [String: String] = [:]
        for name in names {
            if let value = getenv(name) { variables[name] = String(cString: value) }
        }
        return variables
    }
}
