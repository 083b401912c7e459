import ArgumentParser
import Logging
import WireTransport

struct ServerOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The server's address. (default: $REVERIE_SERVER, the profile's or localhost:7433)",
            valueName: "host[:port]"))
    var server: String?

    @Option(
        help: ArgumentHelp(
            "A profile of ~/.config/reverie/config.toml. (default: $REVERIE_PROFILE or the file's own choice)",
            valueName: "name"),
        completion: .custom { _, _, _ in ProfileNames.all })
    var profile: String?

    @Option(
        help: ArgumentHelp(
            "The file with the token, where the server asks for one. (default: $REVERIE_TOKEN_FILE or the profile's)",
            valueName: "file"), completion: .file())
    var tokenFile: String?

    @Flag(
        inversion: .prefixedNo,
        help: """
            Talk over TLS. The server is known by its certificate from the first time on (known_servers in the folder \
            ~/.config/reverie), or by the profile's fingerprint. (default: the profile's)
            """)
    var tls: Bool?

    func settings(
        environment: [String: String] = Environment.variables
    ) throws -> ConnectionSettings {
        try ConnectionSettings(self, configuration: Configuration(environment: environment), environment: environment)
    }

    /// Connects for as long as `body` runs.
    func withClient(_ report: ReportOptions, _ body: (WireClient, ServerAddress) async throws -> Void) async throws {
        try await withLastingClient(report) { client, address in
            try await body(client.connection(patience: .zero), address)
        }
    }

    /// A client that connects again by itself, for as long as `body` runs.
    func withLastingClient(
        _ report: ReportOptions, _ body: (LastingClient, ServerAddress) async throws -> Void
    ) async throws {
        let settings = try settings()
        let client = LastingClient(connect: {
            try await WireClient.connect(
                to: settings.address, security: settings.security, clientName: "reverie/\(Reverie.version)",
                logger: report.logger)
        })
        do {
            try await body(client, settings.address)
        } catch {
            await client.close()
            throw error
        }
        await client.close()
    }
}

enum ProfileNames {
    /// For completion on the command line.
    static var all: [String] {
        (try? Configuration(environment: Environment.variables))?.profiles.keys.sorted() ?? []
    }
}
