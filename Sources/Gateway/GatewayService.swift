import Catalogue
import Hummingbird
package import Logging
package import Observability
import ServiceLifecycle

/// Serves the page, the catalogue and the HTTP interface, and keeps a connection to the inference server. It starts, and
/// shows the catalogue, when that server is away.
package struct GatewayService: Service {
    /// Called once the gateway listens, with the port it listens on.
    package var onReady: @Sendable (_ httpPort: Int) async -> Void = { _ in }

    private let configuration: GatewayConfiguration
    private let logger: Logger
    private let gateway: Gateway

    /// Opens the catalogue and reads the page's files. Throws `GatewayError` or `CatalogueError`.
    ///
    /// - Parameter figures: what `/metrics` tells, the gateway's own among them.
    package init(
        configuration: GatewayConfiguration, figures: PrometheusRegistry = PrometheusRegistry(), logger: Logger
    ) async throws {
        self.configuration = configuration
        self.logger = logger
        let catalogue = try Catalogue(folder: configuration.dataDirectory)
        var gateway = Gateway(
            catalogue: catalogue,
            link: ServerLink(
                server: configuration.server, security: configuration.security, logger: logger),
            site: try await Site.load(withAccounts: configuration.accounts), figures: figures, logger: logger)
        gateway.access = Gateway.Access(
            accounts: configuration.accounts ? Accounts(store: catalogue.accounts, clock: gateway.clock) : nil,
            proxies: TrustedProxies(configuration.trustedProxies), isLocal: configuration.isLocal,
            limitsRates: configuration.limitsRates, token: configuration.apiToken)
        self.gateway = gateway
        if configuration.accounts, try await catalogue.accounts.all().isEmpty {
            logger.warning("Nobody has an account yet: make one with `reverie-gateway account add NAME`.")
        }
        for name in catalogue.findings.unlisted {
            logger.warning("A picture that no catalogue entry knows of was set aside.", metadata: ["file": "\(name)"])
        }
        for hash in catalogue.findings.missing {
            logger.warning("The file of a picture in the catalogue is missing.", metadata: ["hash": "\(hash)"])
        }
        catalogue.findings.logDamagedVectors(to: logger)
    }

    /// Serves until graceful shutdown. Throws `GatewayError` when it cannot listen.
    package func run() async throws {
        let application = gateway.application(
            host: configuration.host, port: configuration.httpPort, logger: logger, onReady: onReady)
        do {
            try await application.run()
        } catch {
            throw GatewayError(listening: error, host: configuration.host, port: configuration.httpPort) ?? error
        }
    }
}
