import ArgumentParser
import WireProtocol
import WireTransport

struct PingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ping", abstract: "Measures the round trip time to a server.")

    @OptionGroup var server: ServerOption

    @Option(help: "How many round trips to measure, 1 to 1000.")
    var count = 5

    @OptionGroup(title: "Reports") var report: ReportOptions

    func validate() throws {
        guard (1...1000).contains(count) else { throw ValidationError("--count is a number from 1 to 1000.") }
    }

    func run() async throws {
        try await report.reportingFailures {
            try await server.withClient(report) { client, address in
                try report.tell(
                    Report("server", ["server": .text(client.welcome.server), "address": .text("\(address)")]),
                    else: "\(client.welcome.server.printable) at \(address)\n")
                var times: [Duration] = []
                for trip in 0..<count {
                    if trip > 0 { try await Task.sleep(for: .milliseconds(200)) }
                    let time = try await client.ping()
                    times.append(time)
                    try report.tell(
                        Report("pong", ["milliseconds": .number(time / .milliseconds(1))]),
                        else: "  \(time.inMilliseconds)\n")
                }
                guard !report.json, let fastest = times.min(), let slowest = times.max(), times.count > 1 else {
                    return
                }
                let mean = times.reduce(.zero, +) / times.count
                try Output.standard.write(
                    "fastest \(fastest.inMilliseconds), mean \(mean.inMilliseconds), slowest \(slowest.inMilliseconds)\n"
                )
            }
        }
    }
}
