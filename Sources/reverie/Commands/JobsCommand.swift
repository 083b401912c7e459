import ArgumentParser
import Glibc
import WireProtocol
import WireTransport

struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Lists the jobs that were asked for from here, and how they are.",
        discussion: """
            A server tells nobody of the jobs of others; these are the ones that this user asked it for and that it still \
            remembers.
            """)

    @OptionGroup var server: ServerOption

    @Flag(help: "List those that have ended too.")
    var all = false

    @OptionGroup(title: "Reports") var report: ReportOptions

    /// How many of the latest are asked about.
    private static let most = 50

    func run() async throws {
        try await report.reportingFailures {
            try await server.withClient(report) { client, address in
                let book = JobBook(server: address, environment: Environment.variables)
                var rows: [[String]] = []
                for entry in try book.entries().suffix(Self.most).reversed() {
                    guard let id = JobID(hex: entry.job), let attached = try await Self.state(of: id, client),
                        all || [.queued, .running].contains(attached.state)
                    else { continue }
                    if report.json { try report.tell(Self.report(id, attached, asked: entry.asked)) }
                    let age = Duration.seconds(max(0, Glibc.time(nil) - entry.asked)).rounded
                    rows.append([
                        entry.job, "\(attached.state)", "\(attached.step)/\(attached.recipe.steps)", age,
                        attached.recipe.prompt.printable,
                    ])
                }
                guard !report.json else { return }
                guard !rows.isEmpty else {
                    return try report.note(
                        all ? "The server remembers no job of yours." : "No job of yours is under way.")
                }
                let table = TextTable(header: ["JOB", "STATE", "STEP", "ASKED", "PROMPT"], rows: rows)
                let columns = Terminal.size(of: .standard)?.columns
                try Output.standard.write(table.lines(columns: columns).map { $0 + "\n" }.joined())
            }
        }
    }

    /// nil for a job that the server does not remember.
    private static func state(of job: JobID, _ client: WireClient) async throws -> Attached? {
        do {
            let watched = try await client.attach(
                AttachRequest(job: job, fromStep: .max, viewing: Viewing(previewEvery: 0)))
            try await client.detach(watched.events)
            return watched.attached
        } catch let error as WireError where error.code == .notFound {
            return nil
        }
    }

    private static func report(_ id: JobID, _ attached: Attached, asked: Int) -> Report {
        Report(
            "job",
            [
                "job": .text("\(id)"), "state": .text("\(attached.state)"), "step": JSONValue(attached.step),
                "steps": JSONValue(attached.recipe.steps), "count": JSONValue(attached.recipe.count),
                "model": .text(attached.recipe.model), "prompt": .text(attached.recipe.prompt),
                "seed": JSONValue(attached.recipe.seed), "asked": .integer(asked),
            ])
    }
}
