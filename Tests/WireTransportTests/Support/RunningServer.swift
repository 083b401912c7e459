import Logging
import Testing
import WireProtocol
import WireTransport

/// Runs `body` against a server, on a free port of this machine unless told otherwise, and shuts the server down afterwards.
func withServer(
    _ service: some WireService, host: String = "127.0.0.1", port: Int = 0, security: ServerSecurity = .open,
    limits: ServerLimits = ServerLimits(),
    _ body: (WireServer) async throws -> Void
) async throws {
    let server = try await WireServer.bind(
        host: host, port: port, service: service, security: security, limits: limits, logger: Logger(label: "test"))
    async let end: Void = server.run()
    do {
        try await body(server)
    } catch {
        await server.shutdown(goingAway: "The test has failed.")
        try await end
        throw error
    }
    await server.shutdown(goingAway: "The test is over.")
    try await end
}

/// Runs `body` with a client that is connected to `server`, and closes it afterwards.
func withClient(
    _ server: WireServer, security: ClientSecurity = .open, _ body: (WireClient) async throws -> Void
) async throws {
    let client = try await WireClient.connect(
        to: ServerAddress(host: "127.0.0.1", port: server.port), security: security, clientName: "test/1", logger: nil)
    do {
        try await body(client)
    } catch {
        await client.close()
        throw error
    }
    await client.close()
}

extension JobEvents {
    func all() async throws -> [JobEvent] {
        var events: [JobEvent] = []
        for try await event in self { events.append(event) }
        return events
    }
}
