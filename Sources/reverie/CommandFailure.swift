import ArgumentParser
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

/// Runs a command's body; what it throws is told in one sentence on standard error.
func reportingFailures(_ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let code as ExitCode {
        throw code
    } catch {
        let failure = CommandFailure(error)
        // Nothing is left to tell it to if standard error is gone.
        try? Output.standardError.write("Error: " + failure.sentence.printable + "\n")
        throw ExitCode(failure.status.rawValue)
    }
}
