import ArgumentParser
import WireProtocol
import WireTransport

struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Ends jobs, whoever asked for them.")

    @Argument(help: "The jobs' ids: 32 hexadecimal digits each.", completion: jobCompletion)
    var jobs: [JobID]

    @OptionGroup var server: ServerOption
    @OptionGroup(title: "Reports") var report: ReportOptions

    func run() async throws {
        try await report.reportingFailures {
            try await server.withClient(report) { client, _ in
                for job in jobs {
                    let result = try await client.cancel(job)
                    try report.tell(
                        Report("cancelled", ["job": .text("\(job)"), "step": JSONValue(result.step)]),
                        else: "Cancelled at step \(result.step), after \(result.milliseconds) ms.\n")
                }
            }
        }
    }
}
