import NIOCore
import Testing
import WireProtocol

@testable import WireTransport

struct ClientConnectionStateTests {
    private typealias Action = ClientConnectionState.Action

    private let welcome = Welcome(maximumCount: 4, maximumSteps: 100, maximumPromptBytes: 64, server: "test/1")
    private let accepted = ServerMessage.accepted(Accepted(job: JobID(value: 5)))

    private func image(_ index: UInt8) -> ImageEvent {
        ImageEvent(index: index, width: 1, height: 1, channels: 1, pixels: [0])
    }

    private func ready() throws -> ClientConnectionState {
        var state = ClientConnectionState(server: "there:1")
        let hello = state.hello(client: "test/1")
        #expect(try state.receive(.welcome(welcome), request: hello.request) == [.welcome(welcome)])
        return state
    }

    /// A state with a job of two pictures on the request that is returned.
    private func withJob() throws -> (ClientConnectionState, UInt32) {
        var state = try ready()
        let request = try state.request(.submit(.scripted(count: 2))).request
        #expect(try state.receive(accepted, request: request) == [.answer(request: request, accepted)])
        return (state, request)
    }

    private func expectEnd(
        _ actions: [Action], _ code: ConnectionError.Code, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        guard actions.count == 1, case .close(let error)? = actions.last else {
            Issue.record("\(actions)", sourceLocation: sourceLocation)
            return
        }
        #expect(error.code == code, sourceLocation: sourceLocation)
        #expect(error.server == "there:1", sourceLocation: sourceLocation)
    }

    // MARK: Handshake

    @Test func anythingButWelcomeEndsIt() throws {
        var state = ClientConnectionState(server: "there:1")
        let hello = state.hello(client: "")
        expectEnd(try state.receive(.pong(Pong(payload: 1)), request: hello.request), .protocolViolation)
        #expect(try state.receive(.welcome(welcome), request: hello.request) == [])
    }

    @Test func aVersionNobodyAskedForEndsIt() throws {
        var state = ClientConnectionState(server: "there:1")
        let hello = state.hello(client: "")
        var welcome = welcome
        welcome.version = 4
        expectEnd(try state.receive(.welcome(welcome), request: hello.request), .unsupportedVersion)
    }

    @Test func nothingIsSentBeforeWelcome() throws {
        var state = ClientConnectionState(server: "there:1")
        _ = state.hello(client: "")
        #expect(throws: ConnectionError.self) { try state.request(.ping(PingRequest(payload: 1))) }
    }

    // MARK: Answers

    @Test func answersFindTheirRequests() throws {
        var state = try ready()
        let models = try state.request(.listModels(ListModelsRequest())).request
        let ping = try state.request(.ping(PingRequest(payload: 3))).request
        let cancel = try state.request(.cancel(CancelRequest(job: JobID(value: 1)))).request
        #expect(Set([models, ping, cancel, 0]).count == 4)
        let pong = ServerMessage.pong(Pong(payload: 3))
        #expect(try state.receive(pong, request: ping) == [.answer(request: ping, pong)])
        #expect(try state.receive(pong, request: ping) == [])
        let error = WireError(code: .notFound, message: "Gone.")
        #expect(try state.receive(.refused(Refused(error)), request: cancel) == [.refuse(request: cancel, error)])
        let list = ServerMessage.models(ModelList(models: []))
        #expect(try state.receive(list, request: models) == [.answer(request: models, list)])
    }

    @Test func anAnswerToAnotherQuestionEndsIt() throws {
        var state = try ready()
        let request = try state.request(.listModels(ListModelsRequest())).request
        expectEnd(try state.receive(.pong(Pong(payload: 1)), request: request), .protocolViolation)
    }

    @Test func unknownTypesAndForeignRequestsAreSkipped() throws {
        var (state, request) = try withJob()
        #expect(state.received(RawFrame(type: 0x8FFF, request: request, payload: ByteBuffer(bytes: [1]))) == [])
        #expect(try state.receive(.started(Started(steps: 1, count: 1)), request: 999) == [])
        let started = Started(steps: 1, count: 2)
        #expect(try state.receive(.started(started), request: request) == [.event(request: request, .started(started))])
    }

    @Test func aMessageThatDoesNotDecodeEndsIt() throws {
        var (state, request) = try withJob()
        expectEnd(state.received(RawFrame(type: 0x8005, request: request, payload: ByteBuffer())), .protocolViolation)
    }

    // MARK: Jobs

    @Test func eventsGoToTheirJobUntilTheLast() throws {
        var (state, request) = try withJob()
        for event in [JobEvent.image(image(1)), .image(image(0)), .finished(Finished(milliseconds: 1, evaluations: 2))]
        {
            #expect(try state.receive(event.message, request: request) == [.event(request: request, event)])
        }
        #expect(try state.receive(.started(Started(steps: 1, count: 1)), request: request) == [])
    }

    @Test(arguments: [[0, 0], [2]] as [[UInt8]])
    func morePicturesThanAskedForEndIt(_ indices: [UInt8]) throws {
        var (state, request) = try withJob()
        var actions: [Action] = []
        for index in indices { actions = try state.receive(.image(image(index)), request: request) }
        expectEnd(actions, .protocolViolation)
    }

    @Test func aNumberInUseDoesNotEndTheJobThatHasIt() throws {
        var (state, request) = try withJob()
        let refusal = Refused(code: .requestInUse, retryable: false, message: "")
        #expect(try state.receive(.refused(refusal), request: request) == [])
        let finished = Finished(milliseconds: 1, evaluations: 2)
        #expect(
            try state.receive(.finished(finished), request: request) == [.event(request: request, .finished(finished))])
    }

    @Test func anAbandonedJobIsCancelled() throws {
        var state = try ready()
        let request = try state.request(.submit(.scripted())).request
        state.abandon(request)
        let actions = try state.receive(accepted, request: request)
        guard case .send(let frame)? = actions.last else { return #expect(Bool(false), "nothing is sent") }
        #expect(frame.message == .cancel(CancelRequest(job: JobID(value: 5))))
        #expect(try state.receive(.cancelled(Cancelled(step: 0, milliseconds: 0)), request: request) == [])
    }

    // MARK: The end

    @Test func theServersReasonIsKept() throws {
        var (state, request) = try withJob()
        #expect(try state.receive(.goingAway(GoingAway(message: "Noon.")), request: 0) == [])
        #expect(throws: ConnectionError(.goingAway, server: "there:1", detail: "Noon.")) {
            try state.request(.submit(.scripted()))
        }
        let finished = Finished(milliseconds: 1, evaluations: 2)
        #expect(
            try state.receive(.finished(finished), request: request) == [.event(request: request, .finished(finished))])
        #expect(state.ended(nil) == [.close(ConnectionError(.goingAway, server: "there:1", detail: "Noon."))])
        #expect(state.ended(nil) == [])
    }

    @Test func anErrorWithoutRequestEndsIt() throws {
        var state = try ready()
        expectEnd(
            try state.receive(.refused(Refused(code: .malformed, retryable: false, message: "")), request: 0), .rejected
        )
    }

    @Test func theEndOfTheStreamIsALoss() throws {
        var state = try ready()
        expectEnd(state.ended(nil), .lost)
    }
}

extension ClientConnectionState {
    fileprivate mutating func receive(_ message: ServerMessage, request: UInt32) throws -> [Action] {
        var decoder = FrameDecoder(maximumLength: ServerMessage.maximumFrameLength)
        decoder.append(try ServerFrame(request: request, message).encoded())
        guard let frame = try decoder.next() else { return [] }
        return received(frame)
    }
}
