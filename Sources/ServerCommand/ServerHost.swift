import Foundation
package import InferenceService
package import Logging
package import Observability
package import ServiceLifecycle
import WireTransport

/// A server with what surrounds it in a program: the figures' port, and the service manager that wants to hear of it.
package struct ServerHost: Sendable {
    package let server: InferenceServer
    /// What is counted in this process.
    package let figures: PrometheusRegistry
    /// In the order of their start.
    package let services: [any Service]

    /// Opens the ports.
    package static func start(
        _ configuration: InferenceConfiguration, _ options: ServerOptions, _ layers: LayeredSettings, logger: Logger
    ) async throws -> ServerHost {
        let isDiscoverable = try options.isDiscoverable(layers)
        OpenFiles.raiseLimit(for: configuration.limits.maximumConnections, logger: logger)
        let figures = PrometheusRegistry()
        let health = ServiceHealth()
        let endpoint: MetricsEndpoint? =
            if let port = try options.metricsPort(layers) {
                try await MetricsEndpoint.bind(port: port, health: health, logger: logger) { figures.text }
            } else {
                nil
            }
        let server = try await InferenceServer.start(
            configuration, figures: figures,
            notifier: ServiceNotifier(environment: ProcessInfo.processInfo.environment), health: health, logger: logger)
        let discovery =
            isDiscoverable
            ? await DiscoveryService.start(
                host: configuration.host, wirePort: server.port, policy: configuration.access, logger: logger) : nil
        let around: [any Service] = [endpoint, discovery].compactMap { (service: (any Service)?) in service }
        return ServerHost(server: server, figures: figures, services: around + [server])
    }
}
