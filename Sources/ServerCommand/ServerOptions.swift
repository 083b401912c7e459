package import ArgumentParser
import Foundation
package import InferenceService
package import Observability
import WireTransport

/// The options of every program that runs an inference server. Each may also stand in the environment, or in the file that
/// `--config` names.
package struct ServerOptions: ParsableArguments {
    @Option(
        help: "A file of settings, one a line: wire-port = 7433. The environment goes over it, and options over both.")
    package var config: String?

    @Option(help: "The address to listen on; 0.0.0.0 lets other machines in (default: 127.0.0.1). REVERIE_HOST")
    var host: String?

    @Option(help: "The port of the wire protocol; 0 takes any free one (default: 7433). REVERIE_WIRE_PORT")
    var wirePort: Int?

    @Option(help: "The folder that holds one folder a model (default: weights/ above the program). REVERIE_WEIGHTS")
    var weights: String?

    @Option(help: "Threads that evaluate the networks (default: one a core). REVERIE_THREADS")
    var threads: Int?

    @Option(help: "A file with a secret of 32 or more characters that clients must know. REVERIE_TOKEN_FILE")
    var tokenFile: String?

    @Flag(help: "Let everybody in, on whatever address. REVERIE_INSECURE=true")
    var insecure = false

    @Flag(help: "Speak TLS, with a certificate made on the first start unless one is named. REVERIE_TLS=true")
    var tls = false

    @Option(help: "A certificate for TLS (PEM). REVERIE_TLS_CERTIFICATE")
    var tlsCertificate: String?

    @Option(help: "The certificate's private key (PEM). REVERIE_TLS_KEY")
    var tlsKey: String?

    @Flag(
        help:
            "Do not answer who looks for servers in the local network; a server of this machine alone never does. REVERIE_NO_DISCOVERY=true"
    )
    var noDiscovery = false

    @Option(help: "Connections at a time (default: 256). REVERIE_MAX_CONNECTIONS")
    var maxConnections: Int?

    @Option(help: "Jobs that wait, of all clients (default: 1024). REVERIE_MAX_QUEUE")
    var maxQueue: Int?

    @Option(help: "Jobs of one client that wait (default: 512). REVERIE_MAX_QUEUE_PER_CLIENT")
    var maxQueuePerClient: Int?

    @Option(help: "Jobs of one client that run at a time (default: 6). REVERIE_MAX_RUNNING_PER_CLIENT")
    var maxRunningPerClient: Int?

    @Option(help: "Hours that finished pictures stay on the server (default: 24). REVERIE_KEEP_HOURS")
    var keepHours: Int?

    @Option(help: "Megabytes of finished pictures that stay (default: 256). REVERIE_KEEP_MEGABYTES")
    var keepMegabytes: Int?

    @Option(
        help: "Seconds that running jobs get to end when the server is stopped (default: 30). REVERIE_DRAIN_SECONDS")
    var drainSeconds: Int?

    @Option(help: "A port of 127.0.0.1 for figures in Prometheus' text form (default: none). REVERIE_METRICS_PORT")
    var metricsPort: Int?

    @Option(help: "text or json, on standard error (default: text). REVERIE_LOG_FORMAT")
    var logFormat: LogFormat?

    package init() {}

    static let names: Set<String> = [
        "host", "wire-port", "weights", "threads", "token-file", "insecure", "tls", "tls-certificate", "tls-key",
        "max-connections", "max-queue", "max-queue-per-client", "max-running-per-client", "keep-hours",
        "keep-megabytes", "drain-seconds", "no-discovery", "metrics-port", "log-format",
    ]

    /// What the programs add to these: one file of settings serves them all.
    private static let namesOfPrograms: Set<String> = [
        "data-dir", "http-port", "accounts", "trusted-proxy", "api-token-file",
    ]

    /// The layers below these options.
    package func layers(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> LayeredSettings {
        let path = try LayeredSettings(environment: environment).value("config", flag: config)
        let settings = LayeredSettings(
            environment: environment, file: try path.map { try SettingsFile(path: $0) } ?? SettingsFile())
        if let unknown = settings.unknown(Self.names.union(Self.namesOfPrograms)).first {
            throw ValidationError("\(path ?? "") has a setting “\(unknown)”, which nobody knows. See --help.")
        }
        return settings
    }

    /// What the server starts with.
    ///
    /// - Parameter dataFolder: where its jobs are kept.
    package func configuration(_ layers: LayeredSettings, dataFolder: String) throws -> InferenceConfiguration {
        func number(_ name: String, _ flag: Int?, _ range: ClosedRange<Int>) throws -> Int? {
            guard let value = try layers.value(name, flag: flag) else { return nil }
            guard range.contains(value) else {
                throw ValidationError("\(name) must be \(range.lowerBound) to \(range.upperBound), not \(value).")
            }
            return value
        }
        let host = try layers.value("host", flag: host) ?? "127.0.0.1"
        let weights = try layers.value("weights", flag: weights)
        var configuration = InferenceConfiguration(
            host: host, port: try number("wire-port", wirePort, 0...65_535) ?? 7433,
            weightsFolder: try WeightsFolder.locate(explicit: weights, executable: WeightsFolder.executable),
            dataFolder: dataFolder,
            access: try AccessPolicy(
                host: host, tokenFile: try layers.value("token-file", flag: tokenFile),
                insecure: try layers.isOn("insecure", flag: insecure), tls: try layers.isOn("tls", flag: tls),
                certificateFile: try layers.value("tls-certificate", flag: tlsCertificate),
                keyFile: try layers.value("tls-key", flag: tlsKey), dataFolder: dataFolder))
        if let value = try number("threads", threads, 1...64) { configuration.threads = value }
        if let value = try number("max-connections", maxConnections, 1...65_536) {
            configuration.limits.maximumConnections = value
        }
        if let value = try number("max-queue", maxQueue, 1...100_000) { configuration.quotas.queued = value }
        if let value = try number("max-queue-per-client", maxQueuePerClient, 1...100_000) {
            configuration.quotas.queuedPerClient = value
        }
        if let value = try number("max-running-per-client", maxRunningPerClient, 1...64) {
            configuration.quotas.runningPerClient = value
        }
        if let value = try number("keep-hours", keepHours, 0...87_600) {
            configuration.retention.age = .seconds(value * 3600)
        }
        if let value = try number("keep-megabytes", keepMegabytes, 0...1_000_000) {
            configuration.retention.bytes = value << 20
        }
        if let value = try number("drain-seconds", drainSeconds, 0...86_400) {
            configuration.drainTime = .seconds(value)
        }
        return configuration
    }

    /// Whether the server answers who looks for servers in the local network.
    package func isDiscoverable(_ layers: LayeredSettings) throws -> Bool {
        let host = try layers.value("host", flag: host) ?? "127.0.0.1"
        let isOff = try layers.isOn("no-discovery", flag: noDiscovery)
        return !isOff && !AccessPolicy.isLoopback(host)
    }

    /// nil: no figures are to be had.
    package func metricsPort(_ layers: LayeredSettings) throws -> Int? {
        guard let port = try layers.value("metrics-port", flag: metricsPort) else { return nil }
        guard (0...65_535).contains(port) else {
            throw ValidationError("metrics-port must be 0 to 65535, not \(port).")
        }
        return port
    }

    package func logFormat(_ layers: LayeredSettings) throws -> LogFormat {
        try layers.value("log-format", flag: logFormat) ?? .text
    }
}
