import WireProtocol

/// The server's end of a connection as a value.
///
///     awaitingHello --HELLO--> (awaitingProof --right proof-->) ready --violation, shutdown--> closing --> closed
///            \                        \--wrong proof--> penalised --delay--------------------->/
///             \-------------violation, shutdown, time-out------------------------------------>/
struct ServerConnectionState {
    enum Phase: Equatable {
        case awaitingHello
        case awaitingProof(Token.Occasion)
        /// The proof was wrong, which the peer is told after a while.
        case penalised
        case ready
        /// What waits is still sent; what comes is not looked at.
        case closing
        case closed
    }

    enum Posting: Equatable {
        /// Nothing to do: there is nobody to send it to, or sending is under way.
        case settled
        /// Somebody has to see to sending.
        case wake
        /// The connection leaves so much untaken that it has to go.
        case tooSlow
    }

    private(set) var phase = Phase.awaitingHello
    /// What the client calls itself.
    private(set) var client = ""
    private var version: UInt16 = 0
    private let welcome: Welcome
    private let token: Token?
    private let serverNonce: Nonce
    private let binding: Fingerprint?
    private let limits: ServerLimits
    private var outbox = Outbox()
    /// Requests that the service has not answered, each with the weight of its answer.
    private var answering: [UInt32: Int] = [:]
    private var wakeIsUnderWay = false
    /// Whether the peer has been told that the server will stop.
    private var isAnnounced = false
    /// Whose jobs end with the connection, when their lanes are gone already.
    private var leaving: [Viewer] = []

    /// - Parameter serverNonce: for this connection alone.
    init(
        welcome: Welcome, security: ServerSecurity = .open, serverNonce: Nonce = .random(), limits: ServerLimits
    ) {
        self.welcome = welcome
        token = security.token
        self.serverNonce = serverNonce
        binding = security.identity?.fingerprint
        self.limits = limits
    }

    /// Whether the next request should be read: not while answers pile up.
    var wantsRequests: Bool {
        switch phase {
        case .awaitingHello, .awaitingProof: true
        case .ready: pendingWeight < limits.pendingAnswers
        case .penalised, .closing, .closed: false
        }
    }

    /// Whether HELLO, or the proof of the token, has still to come.
    var isShakingHands: Bool {
        switch phase {
        case .awaitingHello, .awaitingProof: true
        case .ready, .penalised, .closing, .closed: false
        }
    }

    /// Whether the end is not decided yet.
    private var isOpen: Bool { phase != .closing && phase != .closed }

    /// Of the answers that are awaited or not taken.
    private var pendingWeight: Int { answering.values.reduce(outbox.answerWeight, +) }

    // MARK: From the peer

    /// - Returns: what the service has to answer, if anything.
    mutating func received(_ raw: RawFrame) -> ServiceCall? {
        guard wantsRequests || phase == .ready else { return nil }
        guard raw.request != 0 else {
            violation(.malformed, "Every request needs a number other than 0 in its frame.")
            return nil
        }
        if let error = misplaced(raw.type) {
            violation(error.code, error.message)
            return nil
        }
        do throws(WireDecodingError) {
            return received(try ClientFrame(decoding: raw))
        } catch {
            if case .unknownType = error {
                refuse(raw.request, WireError(code: .unknownRequest, message: error.description))
            } else {
                violation(error)
            }
            return nil
        }
    }

    /// What the peer sends is not to be understood; it is told so, and nothing else is.
    mutating func violation(_ error: WireDecodingError) {
        violation(error.code, error.description)
    }

    mutating func handshakeTimedOut() {
        switch phase {
        case .awaitingHello: violation(.helloExpected, "No HELLO came in time. Send it right after connecting.")
        case .awaitingProof: violation(.unauthorized, "No proof of the token came in time.")
        case .penalised, .ready, .closing, .closed: break
        }
    }

    /// The peer has waited long enough to hear that its proof was wrong.
    mutating func penaltyServed() {
        guard phase == .penalised else { return }
        violation(.unauthorized, "The token is wrong. Ask the owner of this server for the right one.")
    }

    /// What is wrong with a message of this type at this time.
    private func misplaced(_ type: UInt16) -> WireError? {
        switch (phase, MessageType(rawValue: type)) {
        case (.awaitingHello, .hello), (.awaitingProof, .authenticate): nil
        case (.awaitingHello, _):
            WireError(code: .helloExpected, message: "The first message on a connection has to be HELLO.")
        case (.awaitingProof, _):
            WireError(code: .unauthorized, message: "This server asks for a token: answer its CHALLENGE first.")
        case (_, .hello):
            WireError(code: .malformed, message: "HELLO came a second time. Send it once, first of all.")
        case (_, .authenticate):
            WireError(code: .malformed, message: "AUTHENTICATE came without a CHALLENGE.")
        default: nil
        }
    }

    mutating func frameTimedOut() {
        violation(.malformed, "A frame was begun and not completed in time. Send frames whole.")
    }

    private mutating func violation(_ code: WireErrorCode, _ message: String) {
        guard isOpen else { return }
        leaving += outbox.removeLanes()
        refuse(0, WireError(code: code, message: message))
        phase = .closing
    }

    private mutating func received(_ frame: ClientFrame) -> ServiceCall? {
        let request = frame.request
        switch (phase, frame.message) {
        case (.awaitingHello, .hello(let hello)):
            greet(hello, request)
            return nil
        case (.awaitingProof(let occasion), .authenticate(let authenticate)):
            check(authenticate.proof, occasion, request)
            return nil
        default: break
        }
        guard answering[request] == nil, !outbox.hasLane(request) else {
            let message = "Request \(request) is not over. Use a number that is free."
            refuse(request, WireError(code: .requestInUse, message: message))
            return nil
        }
        switch frame.message {
        case .hello, .authenticate:
            return nil
        case .ping(let ping):
            outbox.answer(.pong(Pong(payload: ping.payload)), to: request)
            return nil
        case .detach(let detach):
            return self.detach(detach, request)
        case .listModels:
            answering[request] = 1
            return .listModels(request: request)
        case .status:
            answering[request] = 1
            return .status(request: request)
        case .cancel(let cancel):
            answering[request] = 1
            return .cancel(request: request, cancel.job)
        case .embed(let embed):
            return self.embed(embed, request)
        case .submit(let submit):
            return lane(request, submit.viewing).map { .submit(request: request, lane: $0, submit) }
        case .attach(let attach):
            return lane(request, attach.viewing).map { .attach(request: request, lane: $0, attach) }
        }
    }

    /// Where the events of a job that is about to be watched wait; nil if that is refused.
    private mutating func lane(_ request: UInt32, _ viewing: Viewing) -> Outbox.LaneID? {
        guard outbox.laneCount < limits.maximumJobs else {
            let message = "This connection watches \(limits.maximumJobs) jobs. Wait until one ends, or DETACH from one."
            refuse(request, WireError(code: .busy, message: message))
            return nil
        }
        answering[request] = 1
        return outbox.addLane(request, viewing)
    }

    private mutating func detach(_ detach: DetachRequest, _ request: UInt32) -> ServiceCall? {
        guard answering[detach.watched] == nil, outbox.hasLane(detach.watched) else {
            let message = "Request \(detach.watched) watches no job. Its last event may be on its way already."
            refuse(request, WireError(code: .notFound, message: message))
            return nil
        }
        outbox.answer(.acknowledged(Acknowledged()), to: request)
        return outbox.removeLane(detach.watched).map { .viewerLeft($0) }
    }

    private mutating func embed(_ embed: EmbedRequest, _ request: UInt32) -> ServiceCall? {
        let maximum = EmbedRequest.maximumTexts
        guard embed.texts.count <= maximum else {
            let message = "\(embed.texts.count) texts are too many for one EMBED. Send at most \(maximum) at a time."
            refuse(request, WireError(code: .invalidParameter, message: message))
            return nil
        }
        answering[request] = 1 + embed.texts.count / limits.textsPerAnswer
        return .embed(request: request, embed)
    }

    private mutating func greet(_ hello: HelloRequest, _ request: UInt32) {
        guard let version = hello.negotiated(with: ProtocolConstants.versions) else {
            violation(.noCommonVersion(minimum: hello.minimumVersion, maximum: hello.maximumVersion))
            return
        }
        client = hello.client
        self.version = version
        guard token != nil else {
            outbox.answer(.welcome(welcome(.none)), to: request)
            phase = .ready
            return
        }
        outbox.answer(.challenge(Challenge(serverNonce: serverNonce)), to: request)
        phase = .awaitingProof(
            Token.Occasion(clientNonce: hello.clientNonce, serverNonce: serverNonce, binding: binding))
    }

    private mutating func check(_ proof: Proof, _ occasion: Token.Occasion, _ request: UInt32) {
        guard let token, token.isValid(proof, of: .client, on: occasion) else {
            phase = .penalised
            return
        }
        outbox.answer(.welcome(welcome(token.proof(of: .server, on: occasion))), to: request)
        phase = .ready
    }

    private func welcome(_ proof: Proof) -> Welcome {
        var welcome = self.welcome
        welcome.version = version
        welcome.features = 0
        welcome.proof = proof
        return welcome
    }

    private mutating func refuse(_ request: UInt32, _ error: WireError) {
        outbox.answer(.refused(Refused(error)), to: request)
    }

    // MARK: From the service

    mutating func answered(_ request: UInt32, _ message: ServerMessage) {
        let weight = answering.removeValue(forKey: request) ?? 1
        if phase == .ready { outbox.answer(message, to: request, weight: weight) }
    }

    mutating func refused(_ request: UInt32, _ error: WireError) {
        outbox.removeLane(request)
        answered(request, .refused(Refused(error)))
    }

    /// - Returns: false if the connection is over: then `viewer` has left before it came.
    mutating func accepted(
        _ request: UInt32, lane: Outbox.LaneID, _ accepted: Accepted, viewer: Viewer
    ) -> Bool {
        answering[request] = nil
        guard phase == .ready, outbox.open(request, lane: lane, viewer: viewer) else { return false }
        outbox.answer(.accepted(accepted), to: request)
        return true
    }

    /// - Returns: as ``accepted(_:lane:_:viewer:)``.
    mutating func attached(
        _ request: UInt32, lane: Outbox.LaneID, _ attachment: Attachment, fromStep: UInt32, viewer: Viewer
    ) -> Bool {
        answering[request] = nil
        let sent = fromStep == 0 ? 0 : fromStep - 1
        guard phase == .ready,
            outbox.open(request, lane: lane, viewer: viewer, filmstrip: attachment.filmstrip, sent: sent)
        else { return false }
        outbox.answer(.attached(attachment.attached), to: request)
        return true
    }

    mutating func post(
        _ event: JobEvent, forms: PixelForms = PixelForms(), request: UInt32, lane: Outbox.LaneID
    ) -> Posting {
        guard phase == .ready || phase == .closing,
            outbox.post(event, forms: forms, request: request, lane: lane)
        else { return .settled }
        guard outbox.backlogBytes <= limits.backlogBytes else { return .tooSlow }
        defer { wakeIsUnderWay = true }
        return wakeIsUnderWay ? .settled : .wake
    }

    // MARK: To the peer

    /// What to send next. What is posted from here on asks for another wake.
    mutating func next() -> Outbox.Outgoing? {
        wakeIsUnderWay = false
        return outbox.next()
    }

    mutating func fetched(_ preview: Preview?, request: UInt32, lane: Outbox.LaneID) -> Outbox.Outgoing? {
        outbox.fetched(preview, request: request, lane: lane)
    }

    /// The server will stop. Until then everything goes on.
    mutating func announce(_ message: String) {
        guard phase == .ready else { return }
        outbox.answer(.goingAway(GoingAway(message: message)), to: 0)
        isAnnounced = true
    }

    /// The server stops. Nothing more is read, what waits is sent, then the connection ends.
    mutating func shutDown(_ message: String) {
        guard isOpen else { return }
        if !isAnnounced { outbox.answer(.goingAway(GoingAway(message: message)), to: 0) }
        phase = .closing
    }

    /// The server has as many connections as it takes.
    mutating func turnAway() {
        refuse(0, WireError(code: .busy, message: "The server has as many connections as it takes. Try again later."))
        phase = .closing
    }

    /// `frame` cannot be encoded, which no peer can bring about.
    ///
    /// - Returns: the viewer of a job that fails by it.
    mutating func unsendable(_ frame: ServerFrame, _ error: WireEncodingError) -> Viewer? {
        if case .preview = frame.message { return nil }
        let error = WireError(code: .internal, message: "The server cannot send its answer: \(error)")
        guard JobEvent(frame.message) != nil else {
            refuse(frame.request, error)
            return nil
        }
        outbox.answer(.failed(Failed(error)), to: frame.request)
        return outbox.removeLane(frame.request)
    }

    /// - Returns: the viewers that leave jobs that have not ended.
    mutating func closed() -> [Viewer] {
        defer { leaving = [] }
        phase = .closed
        return leaving + outbox.removeLanes()
    }
}
