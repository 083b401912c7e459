import NIOCore
import Testing
import WireProtocol

@testable import WireTransport

struct ServerConnectionStateTests {
    private let welcome = Welcome(maximumCount: 4, maximumSteps: 100, maximumPromptBytes: 64, server: "test/1")
    private let viewer = Viewer { _ in }

    private func fresh(_ change: (inout ServerLimits) -> Void = { _ in }) -> ServerConnectionState {
        var limits = ServerLimits()
        change(&limits)
        return ServerConnectionState(welcome: welcome, limits: limits)
    }

    private func ready(_ change: (inout ServerLimits) -> Void = { _ in }) throws -> ServerConnectionState {
        var state = fresh(change)
        #expect(try state.receive(.hello(HelloRequest(client: "")), request: 1) == nil)
        #expect(state.drain() == [ServerFrame(request: 1, .welcome(welcome))])
        #expect(state.phase == .ready)
        return state
    }

    /// Accepts a job on `request`.
    private func accept(_ state: inout ServerConnectionState, request: UInt32) throws -> Outbox.LaneID {
        let call = try state.receive(.submit(.scripted()), request: request)
        guard case .submit(request, let lane, _)? = call else { throw UnexpectedCall() }
        #expect(state.accepted(request, lane: lane, Accepted(job: JobID(value: 5)), viewer: viewer) == true)
        return lane
    }

    // MARK: Before WELCOME

    @Test func helloIsAnsweredWithWhatWasNegotiated() throws {
        var state = fresh()
        let hello = HelloRequest(minimumVersion: 0, maximumVersion: 7, features: .max, client: "")
        #expect(try state.receive(.hello(hello), request: 1) == nil)
        guard case .welcome(let answer)? = state.drain().first?.message else { throw UnexpectedCall() }
        #expect(answer.version == 3)
        #expect(answer.features == 0)
    }

    @Test(arguments: [(4, 9), (0, 2), (3, 1)] as [(UInt16, UInt16)])
    func noCommonVersionEndsTheConnection(minimum: UInt16, maximum: UInt16) throws {
        var state = fresh()
        let hello = HelloRequest(minimumVersion: minimum, maximumVersion: maximum, client: "")
        #expect(try state.receive(.hello(hello), request: 1) == nil)
        try state.expectEnd(.unsupportedVersion)
    }

    @Test(
        arguments: [.listModels(ListModelsRequest()), .ping(PingRequest(payload: 1)), .submit(.scripted())]
            as [ClientMessage])
    func anythingElseEndsTheConnection(_ message: ClientMessage) throws {
        var state = fresh()
        #expect(try state.receive(message, request: 1) == nil)
        try state.expectEnd(.helloExpected)
    }

    @Test func silenceEndsTheConnection() throws {
        var state = fresh()
        state.handshakeTimedOut()
        try state.expectEnd(.helloExpected)
    }

    // MARK: The token

    private let token: Token
    private let nonce = Nonce(value: 99)

    init() throws {
        token = try Token(String(repeating: "secret", count: 6))
    }

    /// A state that has sent its CHALLENGE, and what a proof has to be for.
    private func challenged() throws -> (ServerConnectionState, Token.Occasion) {
        var state = ServerConnectionState(
            welcome: welcome, security: ServerSecurity(token: token), serverNonce: nonce, limits: ServerLimits())
        let hello = HelloRequest(client: "")
        #expect(try state.receive(.hello(hello), request: 1) == nil)
        #expect(state.drain() == [ServerFrame(request: 1, .challenge(Challenge(serverNonce: nonce)))])
        #expect(state.isShakingHands && state.wantsRequests)
        return (state, Token.Occasion(clientNonce: hello.clientNonce, serverNonce: nonce, binding: nil))
    }

    @Test func theRightProofIsAnsweredWithTheServersOwn() throws {
        var (state, occasion) = try challenged()
        let proof = token.proof(of: .client, on: occasion)
        #expect(try state.receive(.authenticate(AuthenticateRequest(proof: proof)), request: 2) == nil)
        var expected = welcome
        expected.proof = token.proof(of: .server, on: occasion)
        #expect(state.drain() == [ServerFrame(request: 2, .welcome(expected))])
        #expect(state.phase == .ready)
    }

    @Test func aWrongProofIsToldSoAfterAWhileAndNothingIsReadMeanwhile() throws {
        var (state, occasion) = try challenged()
        let proof = token.proof(of: .server, on: occasion)  // its own, sent back
        #expect(try state.receive(.authenticate(AuthenticateRequest(proof: proof)), request: 2) == nil)
        #expect(state.phase == .penalised && !state.wantsRequests && !state.isShakingHands)
        #expect(try state.receive(.listModels(ListModelsRequest()), request: 3) == nil)
        state.handshakeTimedOut()
        #expect(state.drain().isEmpty)
        state.penaltyServed()
        try state.expectEnd(.unauthorized)
    }

    @Test(
        arguments: [.listModels(ListModelsRequest()), .submit(.scripted()), .hello(HelloRequest(client: ""))]
            as [ClientMessage])
    func nothingIsDoneForWhoHasNotProvedAnything(_ message: ClientMessage) throws {
        var (state, _) = try challenged()
        #expect(try state.receive(message, request: 2) == nil)
        try state.expectEnd(.unauthorized)
    }

    @Test func aProofHasItsTime() throws {
        var (state, _) = try challenged()
        state.handshakeTimedOut()
        try state.expectEnd(.unauthorized)
    }

    @Test func aProofNobodyAskedForEndsTheConnection() throws {
        var state = try ready()
        #expect(try state.receive(.authenticate(AuthenticateRequest(proof: .none)), request: 2) == nil)
        try state.expectEnd(.malformed)
    }

    // MARK: Broken peers

    @Test func requestZeroEndsTheConnection() throws {
        var state = try ready()
        #expect(try state.receive(.ping(PingRequest(payload: 1)), request: 0) == nil)
        try state.expectEnd(.malformed)
    }

    @Test func aSecondHelloEndsTheConnection() throws {
        var state = try ready()
        #expect(try state.receive(.hello(HelloRequest(client: "")), request: 2) == nil)
        try state.expectEnd(.malformed)
    }

    @Test func anUnknownTypeIsNamedAndTheConnectionGoesOn() throws {
        var state = try ready()
        #expect(state.received(RawFrame(type: 0x7ABC, request: 8, payload: ByteBuffer(bytes: [1, 2]))) == nil)
        guard case .refused(let refused)? = state.drain().first?.message else { throw UnexpectedCall() }
        #expect(refused.code == .unknownRequest)
        #expect(refused.message.contains("0x7ABC"))
        #expect(state.phase == .ready)
    }

    @Test func aViolationIsTheLastThingSaidAndJobsAreLeft() throws {
        var state = try ready()
        let lane = try accept(&state, request: 2)
        #expect(state.post(.started(Started(steps: 1, count: 1)), request: 2, lane: lane) == .wake)
        #expect(state.received(RawFrame(type: 5, request: 3, payload: ByteBuffer())) == nil)
        let frames = state.drain()
        #expect(frames.map(\.request) == [2, 0])
        guard case .refused(let refused)? = frames.last?.message else { throw UnexpectedCall() }
        #expect(refused.code == .malformed)
        #expect(try state.receive(.ping(PingRequest(payload: 1)), request: 4) == nil)
        #expect(state.drain().isEmpty)
        #expect(state.closed().map(\.id) == [viewer.id])
        #expect(state.closed().isEmpty)
    }

    // MARK: Requests

    @Test func requestsGoToTheServiceAndPingDoesNot() throws {
        var state = try ready()
        guard case .listModels(2)? = try state.receive(.listModels(ListModelsRequest()), request: 2) else {
            throw UnexpectedCall()
        }
        let job = JobID(value: 9)
        guard case .cancel(3, job)? = try state.receive(.cancel(CancelRequest(job: job)), request: 3) else {
            throw UnexpectedCall()
        }
        #expect(try state.receive(.ping(PingRequest(payload: 77)), request: 4) == nil)
        #expect(state.drain() == [ServerFrame(request: 4, .pong(Pong(payload: 77)))])
    }

    @Test func aNumberInUseIsRefusedAndFreeAgainAfterwards() throws {
        var state = try ready()
        _ = try state.receive(.listModels(ListModelsRequest()), request: 2)
        #expect(try state.receive(.ping(PingRequest(payload: 1)), request: 2) == nil)
        #expect(state.drain().refusals == [.requestInUse])
        state.answered(2, .models(ModelList(models: [])))
        #expect(state.drain().map(\.message) == [.models(ModelList(models: []))])

        let lane = try accept(&state, request: 2)
        _ = state.drain()
        #expect(try state.receive(.ping(PingRequest(payload: 1)), request: 2) == nil)
        #expect(state.drain().refusals == [.requestInUse])
        _ = state.post(.finished(Finished(milliseconds: 0, evaluations: 0)), request: 2, lane: lane)
        _ = state.drain()
        #expect(try state.receive(.ping(PingRequest(payload: 1)), request: 2) == nil)
        #expect(state.drain() == [ServerFrame(request: 2, .pong(Pong(payload: 1)))])
    }

    @Test func jobsBeyondTheLimitAreRefusedAsBusy() throws {
        var state = try ready { $0.maximumJobs = 2 }
        for request in [2, 3] as [UInt32] { _ = try accept(&state, request: request) }
        _ = state.drain()
        #expect(try state.receive(.submit(.scripted()), request: 4) == nil)
        #expect(state.drain().refusals == [.busy])
    }

    @Test func aRefusedJobLeavesNothingBehind() throws {
        var state = try ready()
        guard case .submit(2, let lane, _)? = try state.receive(.submit(.scripted()), request: 2) else {
            throw UnexpectedCall()
        }
        state.refused(2, WireError(code: .unknownModel, message: ""))
        #expect(state.post(.queued(Queued(position: 1)), request: 2, lane: lane) == .settled)
        #expect(state.drain().refusals == [.unknownModel])
        #expect(state.closed().isEmpty)
    }

    @Test func nothingIsReadWhileAnswersPileUp() throws {
        var state = try ready { $0.pendingAnswers = 3 }
        for request in 2...4 as ClosedRange<UInt32> {
            #expect(state.wantsRequests)
            _ = try state.receive(.ping(PingRequest(payload: 0)), request: request)
        }
        #expect(!state.wantsRequests)
        _ = state.next()
        #expect(state.wantsRequests)
        _ = try state.receive(.listModels(ListModelsRequest()), request: 5)
        #expect(!state.wantsRequests)
    }

    @Test func anEmbedOfManyTextsHoldsUpFurtherRequests() throws {
        var state = try ready()
        let texts = Array(repeating: "coat", count: 256)
        guard case .embed(2, _)? = try state.receive(.embed(EmbedRequest(texts: texts)), request: 2) else {
            throw UnexpectedCall()
        }
        #expect(!state.wantsRequests)
        state.answered(2, .embeddings(Embeddings(encoder: ScriptedService.model.hash, width: 0, vectors: [])))
        #expect(!state.wantsRequests)
        _ = state.drain()
        #expect(state.wantsRequests)
        #expect(try state.receive(.embed(EmbedRequest(texts: texts + ["one more"])), request: 3) == nil)
        #expect(state.drain().refusals == [.invalidParameter])
    }

    // MARK: Watching

    private func attach(
        _ state: inout ServerConnectionState, request: UInt32, fromStep: UInt32, _ steps: ClosedRange<UInt32>
    ) throws -> Outbox.LaneID {
        let attach = AttachRequest(job: JobID(value: 5), fromStep: fromStep)
        let call = try state.receive(.attach(attach), request: request)
        guard case .attach(request, let lane, attach)? = call else { throw UnexpectedCall() }
        let attachment = Attachment(
            attached: .running,
            filmstrip: Filmstrip { step in
                step < steps.upperBound ? .of(max(step + 1, steps.lowerBound)) : nil
            })
        #expect(
            state.attached(request, lane: lane, attachment, fromStep: attach.fromStep, viewer: viewer) == true)
        return lane
    }

    @Test func theFilmstripComesBetweenTheStartAndWhatHappensMeanwhile() throws {
        var state = try ready()
        let lane = try attach(&state, request: 2, fromStep: 0, 1...4)
        for event in [.started(Started(steps: 9, count: 1)), .preview(.of(5)), .preview(.of(6))] as [JobEvent] {
            _ = state.post(event, request: 2, lane: lane)
        }
        _ = state.post(.finished(Finished(milliseconds: 0, evaluations: 0)), request: 2, lane: lane)
        let frames = state.drain()
        #expect(
            frames.map(\.message.type) == [.attached, .started] + Array(repeating: .preview, count: 5) + [.finished])
        #expect(frames.steps == [1, 2, 3, 4, 6])
        #expect(frames.allSatisfy { $0.request == 2 })
    }

    @Test(
        arguments: [(0, [1, 2, 3, 4]), (1, [1, 2, 3, 4]), (3, [3, 4]), (5, []), (.max, [])] as [(UInt32, [UInt32])])
    func theFilmstripBeginsWhereItIsWanted(fromStep: UInt32, steps: [UInt32]) throws {
        var state = try ready()
        _ = try attach(&state, request: 2, fromStep: fromStep, 1...4)
        #expect(state.drain().steps == steps)
    }

    @Test func whoDetachesGetsOKAndNothingMore() throws {
        var state = try ready()
        let lane = try accept(&state, request: 2)
        _ = state.post(.started(Started(steps: 1, count: 1)), request: 2, lane: lane)
        _ = state.next()
        guard case .viewerLeft(let left)? = try state.receive(.detach(DetachRequest(watched: 2)), request: 3) else {
            throw UnexpectedCall()
        }
        #expect(left.id == viewer.id)
        #expect(state.post(.preview(.of(1)), request: 2, lane: lane) == .settled)
        #expect(state.drain() == [ServerFrame(request: 3, .acknowledged(Acknowledged()))])
        #expect(try state.receive(.detach(DetachRequest(watched: 2)), request: 4) == nil)
        #expect(state.drain().refusals == [.notFound])
        #expect(state.closed().isEmpty)
    }

    // MARK: Jobs

    @Test func eventsBeforeAcceptedWaitForIt() throws {
        var state = try ready()
        guard case .submit(2, let lane, _)? = try state.receive(.submit(.scripted()), request: 2) else {
            throw UnexpectedCall()
        }
        #expect(state.post(.queued(Queued(position: 1)), request: 2, lane: lane) == .wake)
        #expect(state.drain().isEmpty)
        #expect(state.accepted(2, lane: lane, Accepted(job: JobID(value: 5)), viewer: viewer) == true)
        #expect(state.drain().map { $0.message.type } == [.accepted, .queued])
    }

    @Test func oneWakeIsEnough() throws {
        var state = try ready()
        let lane = try accept(&state, request: 2)
        #expect(state.post(.queued(Queued(position: 1)), request: 2, lane: lane) == .wake)
        #expect(state.post(.queued(Queued(position: 0)), request: 2, lane: lane) == .settled)
        _ = state.drain()
        #expect(state.post(.started(Started(steps: 1, count: 1)), request: 2, lane: lane) == .wake)
    }

    @Test func tooLargeABacklogIsNoticed() throws {
        var state = try ready { $0.backlogBytes = 1000 }
        let lane = try accept(&state, request: 2)
        let image = ImageEvent(index: 0, width: 400, height: 1, channels: 1, pixels: Array(repeating: 0, count: 400))
        #expect(state.post(.image(image), request: 2, lane: lane) != .tooSlow)
        #expect(state.post(.image(image), request: 2, lane: lane) == .tooSlow)
    }

    @Test func aConnectionThatEndedMeanwhileIsLeftAtOnce() throws {
        var state = try ready()
        guard case .submit(2, let lane, _)? = try state.receive(.submit(.scripted()), request: 2) else {
            throw UnexpectedCall()
        }
        #expect(state.closed().isEmpty)
        #expect(state.accepted(2, lane: lane, Accepted(job: JobID(value: 5)), viewer: viewer) == false)
        #expect(state.post(.queued(Queued(position: 1)), request: 2, lane: lane) == .settled)
    }

    @Test func aPictureThatCannotBeSentFailsItsJob() throws {
        var state = try ready()
        let lane = try accept(&state, request: 2)
        _ = state.drain()
        let image = ImageEvent(index: 0, width: 9, height: 9, channels: 1, pixels: [])
        _ = state.post(.image(image), request: 2, lane: lane)
        let frame = try #require(state.drain().first)
        let error = WireEncodingError.pixelsDisagree(type: .image, expected: 81, found: 0)
        #expect(state.unsendable(frame, error)?.id == viewer.id)
        let frames = state.drain()
        #expect(frames.map { $0.message.type } == [.failed])
        #expect(state.closed().isEmpty)
    }

    // MARK: Shutdown

    @Test func shutdownSendsWhatWaitsAndReadsNoMore() throws {
        var state = try ready()
        let lane = try accept(&state, request: 2)
        _ = state.post(.started(Started(steps: 1, count: 1)), request: 2, lane: lane)
        state.shutDown("Bye.")
        #expect(state.phase == .closing)
        #expect(try state.receive(.submit(.scripted()), request: 3) == nil)
        #expect(state.drain().map { $0.message.type } == [.accepted, .goingAway, .started])
        #expect(state.closed().map(\.id) == [viewer.id])
    }

    @Test func aConnectionTooManyIsTurnedAway() throws {
        var state = fresh()
        state.turnAway()
        try state.expectEnd(.busy)
    }
}

private struct UnexpectedCall: Error {}

extension ServerConnectionState {
    fileprivate mutating func receive(_ message: ClientMessage, request: UInt32) throws -> ServiceCall? {
        var decoder = FrameDecoder(maximumLength: ClientMessage.maximumFrameLength)
        decoder.append(try ClientFrame(request: request, message).encoded())
        guard let frame = try decoder.next() else { throw UnexpectedCall() }
        return received(frame)
    }

    fileprivate mutating func drain() -> [ServerFrame] {
        var frames: [ServerFrame] = []
        while let outgoing = next() {
            switch outgoing {
            case .frame(let frame, _): frames.append(frame)
            case .fetch(let filmstrip, let step, let request, let lane):
                if case .frame(let frame, _)? = fetched(filmstrip.frame(step), request: request, lane: lane) {
                    frames.append(frame)
                }
            }
        }
        return frames
    }

    /// The connection is closing, and the last frame is an ERROR on request 0.
    fileprivate mutating func expectEnd(
        _ code: WireErrorCode, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let frames = drain()
        #expect(frames.map(\.request) == [0], sourceLocation: sourceLocation)
        #expect(frames.refusals == [code], sourceLocation: sourceLocation)
        #expect(phase == .closing, sourceLocation: sourceLocation)
        #expect(!wantsRequests, sourceLocation: sourceLocation)
    }
}

extension Preview {
    fileprivate static func of(_ step: UInt32) -> Preview {
        Preview(
            step: step, steps: 9, timestep: 0, content: .x0, costMicroseconds: 0, remainingMilliseconds: 0, count: 0,
            width: 0, height: 0, channels: 1, pixels: [])
    }
}

extension Attached {
    fileprivate static let running = Attached(
        state: .running, step: 4, width: 4, height: 4, channels: 1, modelHash: ScriptedService.model.hash,
        recipe: SubmitRequest.scripted().recipe)
}

extension [ServerFrame] {
    fileprivate var steps: [UInt32] {
        compactMap { if case .preview(let preview) = $0.message { preview.step } else { nil } }
    }

    fileprivate var refusals: [WireErrorCode] {
        compactMap { if case .refused(let refused) = $0.message { refused.code } else { nil } }
    }
}
