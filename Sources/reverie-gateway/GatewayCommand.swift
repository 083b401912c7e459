import ArgumentParser
import Foundation
import Gateway
import Logging
import ServiceLifecycle
import UnixSignals
import WireTransport

@main
struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverie-gateway",
        abstract: "Serves Reverie's page and catalogue, and passes wishes on to an inference server.")

    @Option(help: ArgumentHelp("Where the inference server is.", valueName: "host:port"))
    var server = "localhost:7433"

    @Option(
        help: ArgumentHelp(
            "The file with the token, where the inference server asks for one. (default: $REVERIE_TOKEN_FILE)",
            valueName: "file"))
    var tokenFile: String?

    @Flag(help: "Talk to the inference server over TLS; it is known by its certificate from the first time on.")
    var tls = false

    @Option(help: "The address to listen on; 0.0.0.0 is all of this machine's, for others to use it too.")
    var host = "127.0.0.1"

    @Option(help: "The port of the page; 0 takes any that is free.")
    var httpPort = 8080

    @Option(help: "Where pictures are kept (default: reverie in the user's data folder).")
    var dataDir: String?

    @Flag(help: "Log every request.")
    var verbose = false

    func validate() throws {
        guard (0...65_535).contains(httpPort) else {
            throw ValidationError("--http-port is a number from 0 to 65535.")
        }
        do {
            _ = try ServerAddress(parsing: server)
        } catch {
            throw ValidationError(error.description)
        }
    }

    func run() async throws {
        var logger = Logger(label: "reverie-gateway") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = verbose ? .debug : .notice
        let environment = ProcessInfo.processInfo.environment
        do {
            var gateway = try await GatewayService(
                configuration: GatewayConfiguration(
                    host: host, httpPort: httpPort, server: ServerAddress(parsing: server),
                    security: ClientSecurity(tokenFile: tokenFile, tls: tls, environment: environment),
                    dataDirectory: dataDir
                        ?? GatewayConfiguration.defaultDataDirectory(environment: environment)),
                logger: logger)
            gateway.onReady = { (port: Int) in
                FileHandle.standardOutput.write(Data("Reverie is at http://localhost:\(port)\n".utf8))
            }
            try await ServiceGroup(
                configuration: .init(
                    services: [.init(service: gateway)], gracefulShutdownSignals: [.sigterm, .sigint],
                    logger: logger)
            ).run()
        } catch {
            FileHandle.standardError.write(Data("reverie-gateway: \(error)\n".utf8))
            throw ExitCode.failure
        }
    }
}
