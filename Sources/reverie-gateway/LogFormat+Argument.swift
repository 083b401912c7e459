import ArgumentParser
import Observability

extension LogFormat: ExpressibleByArgument {
    /// The value of the environment's variable.
    init(setting text: String) throws {
        guard let format = LogFormat(rawValue: text) else {
            throw ValidationError("REVERIE_LOG_FORMAT is “\(text)”, which it cannot be: text or json.")
        }
        self = format
    }
}
