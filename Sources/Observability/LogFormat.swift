import Logging

/// How the log is written on standard error.
package enum LogFormat: String, CaseIterable, Sendable {
    case text, json

    /// Called once in a program, before anything is logged.
    package func start() {
        switch self {
        case .text: LoggingSystem.bootstrap(StreamLogHandler.standardError)
        case .json: LoggingSystem.bootstrap { JSONLogHandler(label: $0) }
        }
    }
}
