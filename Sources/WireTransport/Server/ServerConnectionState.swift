import WireProtocol

/// The server's end of a connection as a value.
///
///     awaitingHello --HELLO--> ready --violation, shutdown--> closing --> closed
///            \----------violation, shutdown, time-out------->/
struct ServerConnectionState {
    enum Phase: Equatable {
        case awaitingHello
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
    private let welcome: Welcome
    private let limits: ServerLimits
    private var outbox = Outbox()
    /// Requests that the service has not answered.
    private var answering: Set<UInt32> = []
    private var wakeIsUnderWay = false
    /// Whose jobs end with the connection, when their lanes are gone already.
    private var leaving: [Viewer] = []

    init(welcome: Welcome, limits: ServerLimits) {
        self.welcome = welcome
        self.limits = limits
    }

    /// Whether the next request should be read: not while answers pile up.
    var wantsRequests: Bool {
        phase == .awaitingHello || phase == .ready && answering.count + outbox.answerCount < limits.pendingAnswers
    }

    // MARK: From the peer

    /// - Returns: what the service has to answer, if anything.
    mutating func received(_ raw: RawFrame) -> ServiceCall? {
        guard phase == .awaitingHello || phase == .ready else { return nil }
        guard raw.request != 0 else {
            violation(.malformed, "Every request needs a number other than 0 in its frame.")
            return nil
        }
        guard phase == .ready || raw.type == MessageType.hello.rawValue else {
            violation(.helloExpected, "The first message on a connection has to be HELLO.")
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
        guard phase == .awaitingHello else { return }
        violation(.helloExpected, "No HELLO came in time. Send it right after connecting.")
    }

    mutating func frameTimedOut() {
        violation(.malformed, "A frame was begun and not completed in time. Send frames whole.")
    }

    private mutating func violation(_ code: WireErrorCode, _ message: String) {
        guard phase == .awaitingHello || phase == .ready else { return }
        leaving += outbox.removeLanes()
        refuse(0, WireError(code: code, message: message))
        phase = .closing
    }

    private mutating func received(_ frame: ClientFrame) -> ServiceCall? {
        let request = frame.request
        if case .hello(let hello) = frame.message {
            greet(hello, request)
            return nil
        }
        guard !answering.contains(request), !outbox.hasLane(request) else {
            let message = "Request \(request) is not over. Use a number that is free."
            refuse(request, WireError(code: .requestInUse, message: message))
            return nil
        }
        switch frame.message {
        case .hello:
            return nil
        case .ping(let ping):
            outbox.answer(.pong(Pong(payload: ping.payload)), to: request)
            return nil
        case .listModels:
            answering.insert(request)
            return .listModels(request: request)
        case .cancel(let cancel):
            answering.insert(request)
            return .cancel(request: request, cancel.job)
        case .submit(let submit):
            guard outbox.laneCount < limits.maximumJobs else {
                let message = "This connection has \(limits.maximumJobs) unfinished jobs. Wait until one ends."
                refuse(request, WireError(code: .busy, message: message))
                return nil
            }
            answering.insert(request)
            return .submit(request: request, lane: outbox.addLane(request), submit)
        }
    }

    private mutating func greet(_ hello: HelloRequest, _ request: UInt32) {
        guard phase == .awaitingHello else {
            violation(.malformed, "HELLO came a second time. Send it once, first of all.")
            return
        }
        let versions = ProtocolConstants.versions
        guard let version = hello.negotiated(with: versions) else {
            let asked = "\(hello.minimumVersion) to \(hello.maximumVersion)"
            let spoken = "\(versions.lowerBound) to \(versions.upperBound)"
            violation(
                .unsupportedVersion,
                "The client speaks versions \(asked) of the protocol, this server \(spoken). Update the older of the two."
            )
            return
        }
        var welcome = self.welcome
        welcome.version = version
        welcome.features = 0
        outbox.answer(.welcome(welcome), to: request)
        client = hello.client
        phase = .ready
    }

    private mutating func refuse(_ request: UInt32, _ error: WireError) {
        outbox.answer(.refused(Refused(error)), to: request)
    }

    // MARK: From the service

    mutating func answered(_ request: UInt32, _ message: ServerMessage) {
        answering.remove(request)
        if phase == .ready { outbox.answer(message, to: request) }
    }

    mutating func refused(_ request: UInt32, _ error: WireError) {
        outbox.removeLane(request)
        answered(request, .refused(Refused(error)))
    }

    /// - Returns: false if the connection is over: then `viewer` has left before it came.
    mutating func accepted(
        _ request: UInt32, lane: Outbox.LaneID, _ accepted: Accepted, viewer: Viewer
    ) -> Bool {
        answering.remove(request)
        guard phase == .ready, outbox.open(request, lane: lane, viewer: viewer) else { return false }
        outbox.answer(.accepted(accepted), to: request)
        return true
    }

    mutating func post(_ event: JobEvent, request: UInt32, lane: Outbox.LaneID) -> Posting {
        guard phase == .ready || phase == .closing, outbox.post(event, request: request, lane: lane) else {
            return .settled
        }
        guard outbox.backlogBytes <= limits.backlogBytes else { return .tooSlow }
        defer { wakeIsUnderWay = true }
        return wakeIsUnderWay ? .settled : .wake
    }

    // MARK: To the peer

    /// The next frame to send. What is posted from here on asks for another wake.
    mutating func next() -> ServerFrame? {
        wakeIsUnderWay = false
        return outbox.next()
    }

    /// The server stops. Nothing more is read, what waits is sent, then the connection ends.
    mutating func shutDown(_ message: String) {
        guard phase == .awaitingHello || phase == .ready else { return }
        outbox.answer(.goingAway(GoingAway(message: message)), to: 0)
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
