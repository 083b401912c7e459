import ArgumentParser
import Foundation
import InferenceService
import Logging
import ServiceLifecycle
import UnixSignals

@main
struct ReverieServer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverie-server",
        abstract: "Keeps diffusion models resident and streams every denoising step to its clients.",
        version: InferenceServer.version)

    @Option(help: "The address to listen on; 0.0.0.0 lets other machines in.")
    var host = "127.0.0.1"

    @Option(help: "The port of the wire protocol; 0 takes any free one.")
    var wirePort = 7433

    @Option(
        help: "The folder that holds one folder a model (default: $REVERIE_WEIGHTS, or weights/ above the program).")
    var weights: String?

    @Option(help: "Threads that evaluate the networks (default: one a core).")
    var threads = InferenceConfiguration.defaultThreads

    func validate() throws {
        guard (0...65_535).contains(wirePort) else { throw ValidationError("--wire-port must be 0 to 65535.") }
        guard (1...64).contains(threads) else { throw ValidationError("--threads must be 1 to 64.") }
    }

    func run() async throws {
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        let logger = Logger(label: "reverie-server")
        let server = try await InferenceServer.start(
            InferenceConfiguration(
                host: host, port: wirePort,
                weightsFolder: WeightsFolder.locate(explicit: weights, executable: WeightsFolder.executable),
                threads: threads),
            logger: logger)
        print("reverie-server listens on \(host):\(server.port)")
        fflush(nil)  // a pipe or a log file is told at once too
        try await ServiceGroup(
            configuration: .init(services: [server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        ).run()
    }
}
