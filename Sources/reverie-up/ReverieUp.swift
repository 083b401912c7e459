import ArgumentParser
import Foundation
import Gateway
import InferenceService
import Logging
import Observability
import ServerCommand
import WireTransport

@main
struct ReverieUp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverie-up",
        abstract: "The whole of Reverie in one process: the inference server, and the gateway with its page.",
        version: InferenceServer.version)

    @OptionGroup var options: ServerOptions

    @Option(help: "The port of the page (default: 8080). REVERIE_HTTP_PORT")
    var httpPort: Int?

    @Option(help: "A secret for programs that use /v1 or /sdapi, where there are no accounts. REVERIE_API_TOKEN_FILE")
    var apiTokenFile: String?

    @Option(help: "The folder of the catalogue and the jobs (default: $XDG_DATA_HOME/reverie). REVERIE_DATA_DIR")
    var dataDir: String?

    @Flag(help: "Let nobody use the page without an account (reverie-gateway account). REVERIE_ACCOUNTS")
    var accounts = false

    @Option(help: "The address of a proxy in front, whose X-Forwarded headers are believed. REVERIE_TRUSTED_PROXY")
    var trustedProxy: String?

    func run() async throws {
        let layers = try options.layers()
        try options.logFormat(layers).start()
        let logger = Logger(label: "reverie-up")
        let httpPort = try layers.value("http-port", flag: httpPort) ?? 8080
        guard (0...65_535).contains(httpPort) else { throw ValidationError("http-port must be 0 to 65535.") }
        let data =
            try layers.value("data-dir", flag: dataDir)
            ?? GatewayConfiguration.defaultDataDirectory(environment: ProcessInfo.processInfo.environment)
        let configuration = try options.configuration(layers, dataFolder: data + "/server")
        let host = try await ServerHost.start(configuration, options, layers, logger: logger)
        let server = host.server
        var page = GatewayConfiguration(
            host: configuration.host, httpPort: httpPort,
            server: ServerAddress(host: loopback(configuration.host), port: server.port),
            security: try ClientSecurity(
                tokenFile: configuration.access.tokenFile, tls: configuration.access.certificate != nil,
                // Servers that this one knows are none of its user's: there is one, beside it.
                environment: ["XDG_CONFIG_HOME": data]),
            dataDirectory: data)
        page.accounts = try layers.isOn("accounts", flag: accounts)
        page.trustedProxies = try layers.value("trusted-proxy", flag: trustedProxy).map { [$0] } ?? []
        page.apiToken = try layers.value("api-token-file", flag: apiTokenFile).map(APIToken.init(file:))
        var gateway = try await GatewayService(configuration: page, figures: host.figures, logger: logger)
        gateway.onReady = { [page] port in
            print("Reverie is at \(page.address(port: port)) and answers the wire protocol on port \(server.port).")
            fflush(nil)
        }
        // In the order of their start; they stop in the opposite order, so pages are told before the server goes.
        try await runUntilStopped(host.services + [gateway], logger: logger)
    }

    /// The address by which the gateway reaches the server beside it.
    private func loopback(_ host: String) -> String {
        ["0.0.0.0", "::", "localhost"].contains(host) ? "127.0.0.1" : host
    }
}
