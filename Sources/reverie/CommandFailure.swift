import ImageCoding
import WireProtocol
import WireTransport

/// How a command ends when it does not end well: one sentence for a person and a code for the shell.
struct CommandFailure: Error, Equatable {
    let status: FailureStatus
    let sentence: String

    init(_ status: FailureStatus, _ sentence: String) {
        self.status = status
        self.sentence = sentence
    }
}

extension CommandFailure {
    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as ConnectionError: self.init(Self.status(error.code), error.description)
        case let error as SecurityError: self.init(.notPermitted, error.description)
        case let error as WireError: self.init(Self.status(error), error.message)
        case is JobCancelled: self.init(.cancelled, "The job was cancelled on the server.")
        case let error as ImageError: self.init(.usage, error.description)
        default: self.init(.serverFailed, "Something unexpected went wrong: \(error)")
        }
    }

    private static func status(_ code: ConnectionError.Code) -> FailureStatus {
        switch code {
        case .invalidAddress: .usage
        case .protocolViolation, .unsupportedVersion: .protocolViolation
        case .goingAway, .busy: .tryAgain
        case .tokenNeeded, .unauthorized, .tokenNotAsked, .impostor, .certificateChanged, .tlsNeeded, .tlsFailed:
            .notPermitted
        case .unknownHost, .refused, .timedOut, .unreachable, .rejected, .lost, .notResponding, .closed,
            .jobForgotten:
            .unavailable
        }
    }

    private static func status(_ error: WireError) -> FailureStatus {
        if error.retryable { return .tryAgain }
        return error.code == .internal ? .serverFailed : .refused
    }
}
