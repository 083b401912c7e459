import ArgumentParser
import WireProtocol
import WireTransport

struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Ends a job, whoever asked for it.")

    @Argument(help: "The job's id: 32 hexadecimal digits.")
    var job: JobID

    @OptionGroup var server: ServerOption

    func run() async throws {
        try await reportingFailures {
            try await server.withClient { client in
                let result = try await client.cancel(job)
                try Output.standard.write("Cancelled at step \(result.step), after \(result.milliseconds) ms.\n")
            }
        }
    }
}
