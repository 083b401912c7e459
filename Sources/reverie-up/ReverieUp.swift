import ArgumentParser
import Foundation
import Gateway
import InferenceService
import Logging
import ServiceLifecycle
import UnixSignals
import WireTransport

@main
struct ReverieUp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverie-up",
        abstract: "The whole of Reverie in one process: the inference server, and the gateway with its page.",
        version: InferenceServer.version)

    @Option(help: "The address to listen on; 0.0.0.0 lets other machines in.")
    var host = "127.0.0.1"

    @Option(help: "The port of the page.")
    var httpPort = 8080

    @Option(help: "The port of the wire protocol; 0 takes any free one.")
    var wirePort = 7433

    @Option(help: "The folder of the catalogue (default: $XDG_DATA_HOME/reverie, or ~/.local/share/reverie).")
    var dataDir: String?

    @Option(
        help: "The folder that holds one folder a model (default: $REVERIE_WEIGHTS, or weights/ above the program).")
    var weights: String?

    @Option(help: "Threads that evaluate the networks (default: one a core).")
    var threads = InferenceConfiguration.defaultThreads

    func validate() throws {
        guard (0...65_535).contains(wirePort) else { throw ValidationError("--wire-port must be 0 to 65535.") }
        guard (0...65_535).contains(httpPort) else { throw ValidationError("--http-port must be 0 to 65535.") }
        guard (1...64).contains(threads) else { throw ValidationError("--threads must be 1 to 64.") }
    }

    func run() async throws {
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        let logger = Logger(label: "reverie-up")
        let server = try await InferenceServer.start(
            InferenceConfiguration(
                host: host, port: wirePort,
                weightsFolder: WeightsFolder.locate(explicit: weights, executable: WeightsFolder.executable),
                threads: threads),
            logger: logger)
        var gateway = try await GatewayService(
            configuration: GatewayConfiguration(
                host: host, httpPort: httpPort, server: ServerAddress(host: loopback, port: server.port),
                dataDirectory: dataDir
                    ?? GatewayConfiguration.defaultDataDirectory(environment: ProcessInfo.processInfo.environment)),
            logger: logger)
        gateway.onReady = { [shownHost] port in
            print("Reverie is at http://\(shownHost):\(port) and answers the wire protocol on port \(server.port).")
            fflush(nil)
        }
        // In the order of their start; they stop in the opposite order, so pages are told before the server goes.
        try await ServiceGroup(
            configuration: .init(
                services: [server, gateway], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        ).run()
    }

    /// The address by which the gateway reaches the server beside it.
    private var loopback: String { ["0.0.0.0", "::", "localhost"].contains(host) ? "127.0.0.1" : host }

    private var shownHost: String { ["0.0.0.0", "::", "127.0.0.1"].contains(host) ? "localhost" : host }
}
