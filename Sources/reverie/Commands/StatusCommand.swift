import ArgumentParser
import Glibc
import WireProtocol
import WireTransport

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Tells how a server is.",
        discussion: "On a terminal the figures are renewed every second until q or Ctrl-C is pressed.")

    @OptionGroup var server: ServerOption

    @Flag(help: "Tell once, on a terminal too.")
    var once = false

    @OptionGroup(title: "Reports") var report: ReportOptions

    func run() async throws {
        try await report.reportingFailures {
            try await server.withLastingClient(report) { client, address in
                let connection = try await client.connection(patience: .zero)
                let status = try await connection.status()
                let heading = "\(connection.welcome.server.printable) at \(address)"
                let isLive = !once && !report.json && Output.standard.isTerminal
                if isLive, let keyboard = ControllingTerminal(), Environment.variables["TERM"] != "dumb" {
                    return try await StatusMonitor(client: client, heading: heading, keyboard: keyboard).run(status)
                }
                let lines = [heading] + StatusLines.lines(status)
                try report.tell(Self.report(status), else: lines.map { $0 + "\n" }.joined())
            }
        }
    }

    private static func report(_ status: StatusReport) -> Report {
        let isKnown = status.temperature != StatusReport.unknownTemperature
        return Report(
            "status",
            [
                "uptimeSeconds": .number(Double(status.uptimeMilliseconds) / 1000),
                "connections": JSONValue(status.connections), "queued": JSONValue(status.queued),
                "running": JSONValue(status.running), "finished": JSONValue(status.finished),
                "cancelled": JSONValue(status.cancelled), "failed": JSONValue(status.failed),
                "secondsToStart": JSONValue(Duration(wireMilliseconds: status.waitMilliseconds)),
                "memoryBytes": status.memoryBytes > 0 ? JSONValue(status.memoryBytes) : .null,
                "load": status.load >= 0 ? JSONValue(status.load) : .null,
                "temperature": isKnown ? .number(Double(status.temperature) / 100) : .null,
                "throttled": status.throttling == .unknown ? .null : .flag(status.throttling == .yes),
                "models": .list(
                    status.models.map { model in
                        [
                            "name": .text(model.name), "bytes": JSONValue(model.bytes),
                            "stepTimes": .list(
                                model.stepTimes.map {
                                    ["batch": JSONValue($0.batch), "microseconds": JSONValue($0.microseconds)]
                                }),
                        ]
                    }),
            ])
    }
}
