/// What the program tells the shell (BSD's sysexits where one fits); listed in the help.
enum FailureStatus: Int32 {
    case usage = 64
    case refused = 65
    case unavailable = 69
    case serverFailed = 70
    case cannotCreate = 73
    case outputFailed = 74
    case tryAgain = 75
    case protocolViolation = 76
    case notPermitted = 77
    case interrupted = 130
}
