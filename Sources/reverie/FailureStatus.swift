/// What the program tells the shell (BSD's sysexits where one fits).
enum FailureStatus: Int32, CaseIterable {
    /// As `cmp` and `diff` do.
    case differs = 1
    case usage = 64
    case refused = 65
    case unavailable = 69
    case serverFailed = 70
    case cannotCreate = 73
    case outputFailed = 74
    case tryAgain = 75
    case protocolViolation = 76
    case notPermitted = 77
    case configuration = 78
    case cancelled = 79
    case interrupted = 130

    /// For the help and the manual.
    var meaning: String {
        switch self {
        case .differs: "a picture is not what its recipe makes (verify), or jobs of a batch failed"
        case .usage: "the command line is not understood, or a file that it names cannot be used"
        case .refused: "the server refused the request"
        case .unavailable: "no server could be reached, or the connection was lost"
        case .serverFailed: "the server failed to make the pictures"
        case .cannotCreate: "a file could not be written"
        case .outputFailed: "standard output could not be written to"
        case .tryAgain: "the server is busy or stopping: the same request may succeed later"
        case .protocolViolation: "what answered does not speak the protocol, or another version of it"
        case .notPermitted: "the token or the certificate is not right"
        case .configuration: "the configuration file or the profile is not right"
        case .cancelled: "the job was cancelled, by somebody else"
        case .interrupted: "interrupted"
        }
    }
}
