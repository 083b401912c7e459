package import Logging
import NIOCore
import NIOPosix
import NIOSSL
package import WireProtocol

/// A connection to a server, over which any number of requests run at a time.
package final class WireClient: Sendable {
    /// A job that the server accepted.
    package struct Job: Sendable {
        package let accepted: Accepted
        package let events: JobEvents

        package var id: JobID { accepted.job }
    }

    /// A job that is watched from somewhere in its life on.
    package struct WatchedJob: Sendable {
        package let attached: Attached
        package let events: JobEvents
    }

    /// What the server said of itself and its limits.
    package let welcome: Welcome

    private let server: String
    private let channel: any Channel
    private let handler: NIOLoopBound<ClientConnectionHandler>

    private init(server: String, welcome: Welcome, channel: any Channel, handler: NIOLoopBound<ClientConnectionHandler>)
    {
        self.server = server
        self.welcome = welcome
        self.channel = channel
        self.handler = handler
    }

    /// Connects, and waits for the server's WELCOME.
    ///
    /// - Parameters:
    ///   - security: a server that is met for the first time over TLS is remembered.
    ///   - clientName: name and version of the program, for the server's log.
    ///   - timeout: for all of it.
    ///   - keepAlive: after this long without a byte from the server it is asked for a sign of life; after three times
    ///     as long the connection counts as lost.
    /// - Throws: `ConnectionError`, `SecurityError`.
    package static func connect(
        to address: ServerAddress, security: ClientSecurity = .open, clientName: String,
        timeout: Duration = .seconds(5), keepAlive: Duration = .seconds(10), logger: Logger?
    ) async throws -> WireClient {
        let server = address.description
        guard (1...65_535).contains(address.port) else { throw ConnectionError(.invalidAddress, server: server) }
        let deadline = NIODeadline.now() + TimeAmount(timeout)
        let expected = try security.expectation(of: address)
        let tls = security.asksForTLS ? try tlsContext() : nil
        do {
            let (welcome, channel, handler, trust) = try await ClientBootstrap(
                group: MultiThreadedEventLoopGroup.singleton
            )
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(TimeAmount(timeout))
            .connect(host: address.host, port: address.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let trust = ServerTrust(server: server, expected: expected)
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            trust.handler(host: address.host, context: tls, on: channel.eventLoop))
                    }
                    let welcome = channel.eventLoop.makePromise(of: Welcome.self)
                    let handler = ClientConnectionHandler(
                        clientName: clientName, server: server, token: security.token,
                        trust: tls == nil ? nil : trust, handshakeDeadline: deadline, keepAlive: TimeAmount(keepAlive),
                        welcome: welcome, logger: logger)
                    try channel.pipeline.syncOperations.addHandler(handler)
                    return (
                        welcome.futureResult, channel, NIOLoopBound(handler, eventLoop: channel.eventLoop),
                        NIOLoopBound(trust, eventLoop: channel.eventLoop)
                    )
                }
            }
            let client = WireClient(
                server: server, welcome: try await welcome.get(), channel: channel, handler: handler)
            if expected == nil, let servers = security.knownServers,
                let fingerprint = try await channel.eventLoop.submit({ trust.value.fingerprint }).get()
            {
                do {
                    try servers.remember(address, fingerprint)
                } catch {
                    await client.close()
                    throw error
                }
            }
            return client
        } catch let error as SecurityError {
            throw error
        } catch {
            throw ConnectionError(connecting: error, server: server)
        }
    }

    /// The certificate that a server shows, whatever it is; nothing is said to the server.
    ///
    /// - Parameter timeout: for all of it.
    /// - Throws: `ConnectionError`.
    package static func fingerprint(
        of address: ServerAddress, timeout: Duration = .seconds(5)
    ) async throws -> Fingerprint {
        let server = address.description
        do {
            let tls = try tlsContext()
            let (shown, channel) = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(TimeAmount(timeout))
                .connect(host: address.host, port: address.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let shown = channel.eventLoop.makePromise(of: Fingerprint.self)
                        let trust = ServerTrust(server: server, expected: nil)
                        let timer = channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) {
                            shown.fail(ConnectionError(.timedOut, server: server))
                        }
                        shown.futureResult.whenComplete { _ in timer.cancel() }
                        trust.whenShown = { shown.succeed($0) }
                        try channel.pipeline.syncOperations.addHandlers([
                            trust.handler(host: address.host, context: tls, on: channel.eventLoop),
                            FingerprintHandler(trust: trust, server: server, shown: shown),
                        ])
                        return (shown.futureResult, channel)
                    }
                }
            defer { channel.close(promise: nil) }
            return try await shown.get()
        } catch {
            throw ConnectionError(connecting: error, server: server)
        }
    }

    /// Certificates are judged by their fingerprints alone (``ServerTrust``).
    private static func tlsContext() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = .noHostnameVerification
        return try NIOSSLContext(configuration: configuration)
    }

    /// - Throws: `ConnectionError`, `WireError`.
    package func models() async throws -> [ModelDescription] {
        guard case .models(let list) = try await answer(to: .listModels(ListModelsRequest())) else {
            throw unexpectedAnswer
        }
        return list.models
    }

    /// The time from PING to PONG.
    ///
    /// - Throws: `ConnectionError`.
    package func ping() async throws -> Duration {
        let clock = ContinuousClock()
        let start = clock.now
        _ = try await answer(to: .ping(PingRequest(payload: .random(in: .min ... .max))))
        return clock.now - start
    }

    /// Asks for pictures. If the calling task is cancelled before the answer is there, a job that comes of it is
    /// cancelled too.
    ///
    /// - Parameter keepsPreviews: whether every preview that comes waits to be read, not the newest alone.
    /// - Throws: `WireError` if the server refuses, `ConnectionError` if the connection is lost.
    package func submit(_ request: SubmitRequest, keepsPreviews: Bool = false) async throws -> Job {
        let events = JobEvents(keepsPreviews: keepsPreviews)
        guard case .accepted(let accepted) = try await answer(to: .submit(request), events: events) else {
            throw unexpectedAnswer
        }
        return Job(accepted: accepted, events: events)
    }

    /// Watches a job that was accepted, by whomever. Its events begin with the latest `queued` or `started`.
    ///
    /// - Parameter keepsPreviews: whether every preview that comes waits to be read, not the newest alone.
    /// - Throws: `WireError` with code `notFound` if the server does not remember the job, `ConnectionError`.
    package func attach(_ request: AttachRequest, keepsPreviews: Bool = false) async throws -> WatchedJob {
        let events = JobEvents(keepsPreviews: keepsPreviews)
        guard case .attached(let attached) = try await answer(to: .attach(request), events: events) else {
            throw unexpectedAnswer
        }
        return WatchedJob(attached: attached, events: events)
    }

    /// Watches a job no longer; `events` ends. The job goes on.
    ///
    /// - Throws: `ConnectionError`. A job that ends meanwhile is as good.
    package func detach(_ events: JobEvents) async throws {
        do {
            _ = try await answer { handler, answer in handler.detach(events, answer: answer) }
        } catch let error as WireError where error.code == .notFound {
            return
        }
    }

    /// Ends a job, whose last event is `cancelled`, and waits until it has stopped.
    ///
    /// - Throws: `WireError` with code `notFound` if the job has ended or never was, `ConnectionError`.
    @discardableResult
    package func cancel(_ job: JobID) async throws -> CancelResult {
        guard case .cancelResult(let result) = try await answer(to: .cancel(CancelRequest(job: job))) else {
            throw unexpectedAnswer
        }
        return result
    }

    /// - Throws: `ConnectionError`, `WireError`.
    package func status() async throws -> StatusReport {
        guard case .statusReport(let report) = try await answer(to: .status(StatusRequest())) else {
            throw unexpectedAnswer
        }
        return report
    }

    /// A vector for each text, at most ``EmbedRequest/maximumTexts`` at a time.
    ///
    /// - Throws: `WireError` with code `unknownRequest` if the server has no encoder, `ConnectionError`.
    package func embed(_ texts: [String]) async throws -> Embeddings {
        guard case .embeddings(let embeddings) = try await answer(to: .embed(EmbedRequest(texts: texts))) else {
            throw unexpectedAnswer
        }
        return embeddings
    }

    /// Closes the connection; what is under way throws `ConnectionError`. Jobs go on.
    package func close() async {
        channel.eventLoop.execute { self.handler.value.close() }
        await waitUntilClosed()
    }

    /// Whether the connection has ended, by either side.
    package var isClosed: Bool { !channel.isActive }

    /// Returns when the connection has ended, by either side.
    package func waitUntilClosed() async {
        // The future carries no failure that would say more than that the channel is closed.
        try? await channel.closeFuture.get()
    }

    /// The connection's state lets through only what fits the request.
    private var unexpectedAnswer: ConnectionError {
        ConnectionError(.protocolViolation, server: server, detail: "An answer came to another message.")
    }

    private func answer(to message: ClientMessage, events: JobEvents? = nil) async throws -> ServerMessage {
        try await answer { handler, answer in handler.start(message, answer: answer, events: events) }
    }

    /// - Parameter start: called on the event loop.
    private func answer(
        _ start: @escaping @Sendable (ClientConnectionHandler, PendingAnswer) -> Void
    ) async throws -> ServerMessage {
        let answer = PendingAnswer()
        return try await withTaskCancellationHandler {
            channel.eventLoop.execute { start(self.handler.value, answer) }
            return try await answer.value
        } onCancel: {
            channel.eventLoop.execute { self.handler.value.abandon(answer) }
        }
    }
}
