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

    nonisolated let server: ServerAddress
    private let logger: Logger
    private var connection: Connection?
    private var reason: String

    init(server: ServerAddress, logger: Logger) {
        self.server = server
        self.logger = logger
        reason = "Not connected yet."
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

    /// Keeps the connection until graceful shutdown or cancellation.
    func run() async {
        await cancelWhenGracefulShutdown {
            await self.keepConnected()
        }
    }

    private func keepConnected() async {
        var backOff = BackOff()
        while !Task.isCancelled {
            do {
                let client = try await WireClient.connect(
                    to: server, clientName: "reverie-gateway", logger: logger)
                await use(client, &backOff)
            } catch {
                isAway("\(error)")
            }
            // Ends early only with the task, which the loop looks at.
            try? await Task.sleep(for: backOff.next())
        }
    }

    /// Returns when the connection has ended.
    private func use(_ client: WireClient, _ backOff: inout BackOff) async {
        await withTaskCancellationHandler {
            do {
                connection = Connection(client: client, models: try await client.models())
                backOff.reset()
                logger.info("The inference server is here.", metadata: ["server": "\(server)"])
                await client.waitUntilClosed()
                isAway("The connection to \(server) was lost.")
            } catch {
                isAway("\(error)")
                await client.close()
            }
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
