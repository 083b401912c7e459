import HTTPTypes
import Logging
import ServiceLifecycle
import WireProtocol
import WireTransport

/// The one connection to the inference server, made again whenever it ends.
actor ServerLink: Service {
    /// The server as it is while the connection stands.
    struct Connection: Sendable {
        let client: WireClient
        let models: [ModelDescription]
        var welcome: Welcome { client.welcome }
    }

    /// How long a job whose connection was lost waits for the server to come back.
    private static let patience = Duration.seconds(300)
    /// Between attempts that fail for a reason which somebody has to see to.
    private static let pause = Duration.seconds(4)

    nonisolated let server: ServerAddress
    private let client: LastingClient
    private let logger: Logger
    private var connection: Connection?
    private var reason: String

    init(server: ServerAddress, security: ClientSecurity = .open, logger: Logger) {
        self.server = server
        self.logger = logger
        reason = "Not connected yet."
        var timing = ReconnectTiming.system
        timing.backOff = BackOff(longest: Self.pause)
        client = LastingClient(timing: timing) {
            try await WireClient.connect(to: server, security: security, clientName: "reverie-gateway", logger: logger)
        }
    }

    var isHere: Bool { connection != nil }

    /// Throws a `Problem` (503) with a plain sentence while the server is away.
    func current() throws -> Connection {
        guard let connection else {
            throw Problem(
                .serviceUnavailable, "The inference server is away. \(reason) Reverie keeps trying by itself.")
        }
        return connection
    }

    /// Asks for pictures; the job's events come over as many connections as it takes.
    ///
    /// - Throws: a `Problem` (503) while the server is away; `WireError`, `ConnectionError`.
    func submit(_ request: SubmitRequest) async throws -> (accepted: Accepted, events: LastingEvents) {
        _ = try current()
        return try await client.submit(request, patience: Self.patience)
    }

    /// Watches a job that was accepted, by whomever.
    ///
    /// - Throws: as ``submit(_:)``; `WireError` with code `notFound` if the server does not remember the job.
    func attach(_ request: AttachRequest) async throws -> (attached: Attached, events: LastingEvents) {
        _ = try current()
        return try await client.attach(request, patience: Self.patience)
    }

    /// Keeps the connection until graceful shutdown or cancellation.
    func run() async {
        await cancelWhenGracefulShutdown {
            await self.keepConnected()
        }
        await client.close()
    }

    private func keepConnected() async {
        while !Task.isCancelled {
            do {
                // One attempt at a time, so that its failure is told.
                let client = try await client.connection(patience: .zero)
                connection = Connection(client: client, models: try await client.models())
                logger.info("The inference server is here.", metadata: ["server": "\(server)"])
                await waitUntilClosed(client)
                isAway("The connection to \(server) was lost.")
            } catch let error as ConnectionError where error.code.mayPass {
                isAway("\(error)")
            } catch {
                isAway("\(error)")
                // Ends early only with the task, which the loop looks at.
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    private func waitUntilClosed(_ client: WireClient) async {
        await withTaskCancellationHandler {
            await client.waitUntilClosed()
        } onCancel: {
            Task { await client.close() }
        }
    }

    private func isAway(_ reason: String) {
        guard !Task.isCancelled else { return }  // it is the gateway that stops, and nobody asks any more
        if connection != nil || reason != self.reason {
            logger.warning("The inference server is away.", metadata: ["reason": "\(reason)"])
        }
        connection = nil
        self.reason = reason
    }
}
