import ArgumentParser
import Foundation
import Gateway
import Logging
import Observability
import ServiceLifecycle
import UnixSignals
import WireTransport

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serves the page and the catalogue (what it does unless told otherwise).")

    @OptionGroup var common: CommonOptions

    @Option(help: "The address to listen on; 0.0.0.0 is all of this machine's, for others to use it too.")
    var host = "127.0.0.1"

    @Option(help: "The port of the page; 0 takes any that is free.")
    var httpPort = 8080

    @Flag(help: "Let nobody in without an account: see reverie-gateway account.")
    var accounts = false

    @Option(
        help: ArgumentHelp(
            "The address of a proxy in front (nginx, Caddy), whose X-Forwarded headers are believed. May be given again.",
            valueName: "address"))
    var trustedProxy: [String] = []

    @Flag(help: "Do not make clients wait that ask for very much.")
    var noRateLimit = false

    @Option(
        help: ArgumentHelp(
            "Where there are no accounts: a secret of 32 or more characters for programs that use /v1 or /sdapi.",
            valueName: "file"))
    var apiTokenFile: String?

    @Option(help: "How the log is written on standard error: text or json. (default: $REVERIE_LOG_FORMAT, or text)")
    var logFormat: LogFormat?

    @Flag(help: "Log every request.")
    var verbose = false

    func validate() throws {
        guard (0...65_535).contains(httpPort) else {
            throw ValidationError("--http-port is a number from 0 to 65535.")
        }
    }

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let format = try logFormat ?? environment["REVERIE_LOG_FORMAT"].map(LogFormat.init(setting:)) ?? .text
        format.start()
        var logger = Logger(label: "reverie-gateway")
        logger.logLevel = verbose ? .debug : .notice
        do {
            var configuration = GatewayConfiguration(
                host: host, httpPort: httpPort, server: try common.address, security: try common.security,
                dataDirectory: common.folder)
            configuration.accounts = accounts
            configuration.trustedProxies = trustedProxy
            configuration.limitsRates = !noRateLimit
            configuration.apiToken = try (apiTokenFile ?? environment["REVERIE_API_TOKEN_FILE"]).map(
                APIToken.init(file:))
            var gateway = try await GatewayService(configuration: configuration, logger: logger)
            gateway.onReady = { [configuration] (port: Int) in
                FileHandle.standardOutput.write(Data("Reverie is at \(configuration.address(port: port))\n".utf8))
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
