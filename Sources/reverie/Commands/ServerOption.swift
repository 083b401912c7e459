import ArgumentParser
import Glibc
import WireTransport

struct ServerOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The server's address. (default: $REVERIE_SERVER or localhost:7433)", valueName: "host[:port]"))
    var server: String?

    /// The address that was given, that of the environment, or this machine.
    func address(environment: [String: String] = Environment.variables) throws(ConnectionError) -> ServerAddress {
        let variable = environment["REVERIE_SERVER"].flatMap { $0.isEmpty ? nil : $0 }
        return try ServerAddress(parsing: server ?? variable ?? "localhost")
    }

    /// Connects for as long as `body` runs.
    func withClient(_ body: (WireClient) async throws -> Void) async throws {
        let address = try address()
        let client = try await WireClient.connect(
            to: address, clientName: "reverie/\(Reverie.version)", logger: nil)
        do {
            try await body(client)
        } catch {
            await client.close()
            throw error
        }
        await client.close()
    }
}
