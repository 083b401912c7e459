import ArgumentParser
import Glibc
import WireTransport

struct ServerOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The server's address. (default: $REVERIE_SERVER or localhost:7433)", valueName: "host[:port]"))
    var server: String?

    @Option(
        help: ArgumentHelp(
            "The file with the token, where the server asks for one. (default: $REVERIE_TOKEN_FILE)", valueName: "file")
    )
    var tokenFile: String?

    @Flag(
        help: """
            Talk over TLS. The server is known by its certificate from the first time on (known_servers in the folder \
            ~/.config/reverie).
            """)
    var tls = false

    /// The address that was given, that of the environment, or this machine.
    func address(environment: [String: String] = Environment.variables) throws(ConnectionError) -> ServerAddress {
        let variable = environment["REVERIE_SERVER"].flatMap { $0.isEmpty ? nil : $0 }
        return try ServerAddress(parsing: server ?? variable ?? "localhost")
    }

    /// Connects for as long as `body` runs.
    func withClient(_ body: (WireClient) async throws -> Void) async throws {
        try await withLastingClient { client in try await body(client.connection(patience: .zero)) }
    }

    /// A client that connects again by itself, for as long as `body` runs.
    func withLastingClient(_ body: (LastingClient) async throws -> Void) async throws {
        let address = try address()
        let security = try ClientSecurity(tokenFile: tokenFile, tls: tls, environment: Environment.variables)
        let client = LastingClient(connect: {
            try await WireClient.connect(
                to: address, security: security, clientName: "reverie/\(Reverie.version)", logger: nil)
        })
        do {
            try await body(client)
        } catch {
            await client.close()
            throw error
        }
        await client.close()
    }
}
