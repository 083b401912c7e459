import WireProtocol

/// The client's end of a connection as a value: frames in, actions out.
///
///     awaitingWelcome --WELCOME--> ready --end of stream, violation--> closed
///            \------------------ERROR, violation--------------------->/
///
/// While it awaits WELCOME, CHALLENGE may come and is answered.
struct ClientConnectionState {
    enum Phase: Equatable {
        case awaitingWelcome
        case ready
        case closed
    }

    /// What the handler is to do, in this order.
    enum Action: Equatable {
        case send(ClientFrame)
        case welcome(Welcome)
        /// The answer to a request, which is over unless it was a SUBMIT.
        case answer(request: UInt32, ServerMessage)
        case refuse(request: UInt32, WireError)
        case event(request: UInt32, JobEvent)
        case close(ConnectionError)
    }

    private enum Pending {
        case hello, models, cancel, ping, detach, status, attach
        case embed(texts: Int)
        case submit(count: UInt8)
        /// A SUBMIT whose caller went away before the answer.
        case abandonedSubmit
        case job(pictures: PictureTally)
    }

    private let server: String
    private let token: Token?
    private let clientNonce: Nonce
    private var occasion: Token.Occasion?
    private(set) var phase = Phase.awaitingWelcome
    private var pending: [UInt32: Pending] = [:]
    private var lastRequest: UInt32 = 0
    private var goingAway: GoingAway?

    /// - Parameters:
    ///   - server: the address, for error messages.
    ///   - clientNonce: for this connection alone.
    init(server: String, token: Token? = nil, clientNonce: Nonce = .random()) {
        self.server = server
        self.token = token
        self.clientNonce = clientNonce
    }

    /// The frame that opens the connection.
    mutating func hello(client: String) -> ClientFrame {
        frame(.hello(HelloRequest(clientNonce: clientNonce, client: client)), as: .hello)
    }

    /// Gives `message` a request of its own.
    mutating func request(_ message: ClientMessage) throws -> ClientFrame {
        guard phase == .ready else { throw ConnectionError(.closed, server: server) }
        switch message {
        case .hello, .authenticate: throw ConnectionError(.closed, server: server)
        case .listModels: return frame(message, as: .models)
        case .cancel: return frame(message, as: .cancel)
        case .ping: return frame(message, as: .ping)
        case .detach: return frame(message, as: .detach)
        case .status: return frame(message, as: .status)
        case .attach: return frame(message, as: .attach)
        case .embed(let embed): return frame(message, as: .embed(texts: embed.texts.count))
        case .submit(let submit):
            if let goingAway { throw ConnectionError(.goingAway, server: server, detail: goingAway.message) }
            return frame(message, as: .submit(count: submit.recipe.count))
        }
    }

    /// The request could not be sent after all.
    mutating func forget(_ request: UInt32) {
        pending[request] = nil
    }

    /// Nobody waits for the answer any more. A job that comes of it is cancelled.
    mutating func abandon(_ request: UInt32) {
        if case .submit = pending[request] { pending[request] = .abandonedSubmit }
    }

    /// The job is watched no longer: what still comes of it is skipped.
    mutating func unwatch(_ request: UInt32) {
        if case .job = pending[request] { pending[request] = nil }
    }

    /// - Parameter binding: the server's certificate, over TLS.
    mutating func received(_ raw: RawFrame, binding: Fingerprint? = nil) -> [Action] {
        guard phase != .closed else { return [] }
        do throws(WireDecodingError) {
            let frame = try ServerFrame(decoding: raw)
            return phase == .ready ? receivedWhenReady(frame) : receivedBeforeWelcome(frame, binding)
        } catch {
            // A newer server may send what this client does not know.
            if case .unknownType = error, phase == .ready { return [] }
            return violation(error.description)
        }
    }

    /// The bytes that come are no frames. Before WELCOME they may be the alert with which TLS answers what is no TLS.
    mutating func violation(_ error: WireDecodingError) -> [Action] {
        if case .frameTooLarge(let length, _) = error, phase == .awaitingWelcome, length >> 16 == 0x1503 {
            return close(ConnectionError(.tlsNeeded, server: server))
        }
        return violation(error.description)
    }

    /// The server says what it must not.
    mutating func violation(_ detail: String) -> [Action] {
        close(ConnectionError(.protocolViolation, server: server, detail: detail))
    }

    /// The stream ended, by `error` or in peace.
    mutating func ended(_ error: ConnectionError?) -> [Action] {
        if let goingAway {
            return close(ConnectionError(.goingAway, server: server, detail: goingAway.message))
        }
        return close(error ?? ConnectionError(.lost, server: server))
    }

    private mutating func close(_ error: ConnectionError) -> [Action] {
        guard phase != .closed else { return [] }
        phase = .closed
        pending = [:]
        return [.close(error)]
    }

    private mutating func frame(_ message: ClientMessage, as state: Pending) -> ClientFrame {
        repeat { lastRequest &+= 1 } while lastRequest == 0 || pending[lastRequest] != nil
        pending[lastRequest] = state
        return ClientFrame(request: lastRequest, message)
    }

    private mutating func receivedBeforeWelcome(_ frame: ServerFrame, _ binding: Fingerprint?) -> [Action] {
        switch frame.message {
        case .challenge(let challenge) where pending[frame.request] != nil && occasion == nil:
            guard let token else { return close(ConnectionError(.tokenNeeded, server: server)) }
            let occasion = Token.Occasion(
                clientNonce: clientNonce, serverNonce: challenge.serverNonce, binding: binding)
            self.occasion = occasion
            pending[frame.request] = nil
            let proof = token.proof(of: .client, on: occasion)
            return [.send(self.frame(.authenticate(AuthenticateRequest(proof: proof)), as: .hello))]
        case .welcome(let welcome) where pending[frame.request] != nil:
            if let token {
                guard let occasion else { return close(ConnectionError(.tokenNotAsked, server: server)) }
                guard token.isValid(welcome.proof, of: .server, on: occasion) else {
                    return close(ConnectionError(.impostor, server: server))
                }
            }
            guard ProtocolConstants.versions.contains(welcome.version) else {
                return close(ConnectionError(.unsupportedVersion, server: server))
            }
            pending[frame.request] = nil
            phase = .ready
            return [.welcome(welcome)]
        case .refused(let refused):
            return close(rejection(refused))
        case .goingAway(let message):
            goingAway = message
            return []
        default:
            return violation("\(frame.message.type) came before WELCOME.")
        }
    }

    private mutating func receivedWhenReady(_ frame: ServerFrame) -> [Action] {
        let request = frame.request
        if request == 0 { return receivedWithoutRequest(frame.message) }
        guard let state = pending[request] else { return [] }

        switch (state, frame.message) {
        case (.models, .models), (.cancel, .cancelResult), (.ping, .pong), (.detach, .acknowledged),
            (.status, .statusReport):
            pending[request] = nil
            return [.answer(request: request, frame.message)]
        case (.embed(let texts), .embeddings(let embeddings)) where embeddings.vectors.count == texts:
            pending[request] = nil
            return [.answer(request: request, frame.message)]
        case (.attach, .attached(let attached)):
            pending[request] = .job(pictures: PictureTally(count: attached.recipe.count))
            return [.answer(request: request, frame.message)]
        case (.submit(let count), .accepted):
            pending[request] = .job(pictures: PictureTally(count: count))
            return [.answer(request: request, frame.message)]
        case (.abandonedSubmit, .accepted(let accepted)):
            pending[request] = nil
            return [.send(self.frame(.cancel(CancelRequest(job: accepted.job)), as: .cancel))]
        case (.job, .refused(let refused)) where refused.code == .requestInUse:
            return []
        case (.job, .refused):
            return violation("ERROR came for a job that was accepted.")
        case (_, .refused(let refused)):
            pending[request] = nil
            return [.refuse(request: request, refused.error)]
        case (.job(let pictures), let message):
            return received(message, ofJob: request, pictures: pictures)
        default:
            return violation("\(frame.message.type) came as an answer to another message.")
        }
    }

    private mutating func received(
        _ message: ServerMessage, ofJob request: UInt32, pictures: PictureTally
    ) -> [Action] {
        guard let event = JobEvent(message) else { return violation("\(message.type) came among a job's events.") }
        if case .image(let image) = event {
            var pictures = pictures
            guard pictures.add(image.index) else {
                return violation("A picture came twice, or more than were asked for.")
            }
            pending[request] = .job(pictures: pictures)
        }
        if event.isTerminal { pending[request] = nil }
        return [.event(request: request, event)]
    }

    private mutating func receivedWithoutRequest(_ message: ServerMessage) -> [Action] {
        switch message {
        case .goingAway(let message):
            goingAway = message
            return []
        case .refused(let refused):
            return close(rejection(refused))
        default:
            return violation("\(message.type) came without a request.")
        }
    }

    private func rejection(_ refused: Refused) -> ConnectionError {
        switch refused.code {
        case .unsupportedVersion: ConnectionError(.unsupportedVersion, server: server, detail: refused.message)
        case .unauthorized: ConnectionError(.unauthorized, server: server, detail: refused.message)
        case .busy: ConnectionError(.busy, server: server, detail: refused.message)
        default: ConnectionError(.rejected, server: server, detail: refused.message)
        }
    }
}

/// Which of a job's pictures have come: that is what bounds the events a server can make a client keep.
private struct PictureTally {
    private var missing: Set<UInt8>

    init(count: UInt8) {
        missing = Set(0..<count)
    }

    /// false for a picture that is not awaited.
    mutating func add(_ index: UInt8) -> Bool {
        missing.remove(index) != nil
    }
}
