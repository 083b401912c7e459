import ArgumentParser
import Synchronization
import WireProtocol
import WireTransport

/// Clients that generate at once, beside viewers that only watch: how a server bears it.
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Puts a server under load and prints what its clients saw.", shouldDisplay: false
    )

    @OptionGroup var server: ServerOption
    @OptionGroup(title: "Reports") var report: ReportOptions

    @Option(help: "Clients that generate, one job after another.")
    var clients = 64

    @Option(help: "Connections that watch the clients' first jobs, and stay.")
    var viewers = 1000

    @Option(help: "For how long jobs are submitted.")
    var seconds = 600

    @Option(help: "Denoising steps of a job. (default: the model's)")
    var steps: UInt32?

    func validate() throws {
        guard clients >= 1, viewers >= 0, seconds >= 1 else {
            throw ValidationError("--clients and --seconds are numbers from 1, --viewers from 0.")
        }
    }

    func run() async throws {
        try await report.reportingFailures {
            let settings = try server.settings()
            let load = Load(seconds: seconds) { name in
                try await WireClient.connect(
                    to: settings.address, security: settings.security, clientName: name, timeout: .seconds(60),
                    logger: nil)
            }
            let lines = try await load.run(clients: clients, viewers: viewers, steps: steps)
            for line in lines { try Output.standard.write(line + "\n") }
        }
    }
}
