import Testing
import WireProtocol
import WireTransport

@testable import reverie

@Suite struct CommandFailureTests {
    @Test(arguments: [
        (ConnectionError.Code.invalidAddress, FailureStatus.usage), (.refused, .unavailable), (.lost, .unavailable),
        (.timedOut, .unavailable), (.goingAway, .tryAgain), (.protocolViolation, .protocolViolation),
        (.unsupportedVersion, .protocolViolation),
    ])
    func `a connection that fails has its exit code`(code: ConnectionError.Code, status: FailureStatus) {
        let error = ConnectionError(code, server: "pi:7433")
        #expect(CommandFailure(error) == CommandFailure(status, error.description))
    }

    @Test(arguments: [
        (WireErrorCode.unknownPrompt, FailureStatus.refused), (.invalidParameter, .refused),
        (.unknownSampler, .refused),
        (.busy, .tryAgain), (.shuttingDown, .tryAgain), (.internal, .serverFailed),
    ])
    func `a refusal is shown as it is`(code: WireErrorCode, status: FailureStatus) {
        let error = WireError(code: code, message: "Try one of: coat, bag.")
        #expect(CommandFailure(error) == CommandFailure(status, "Try one of: coat, bag."))
    }
}
