import WireProtocol
import WireTransport

/// What the commands that make pictures have in common: a connection, a place for the pictures, and a terminal.
struct Workbench {
    let server: ServerOption
    let output: OutputOptions
    let view: ViewOptions
    let report: ReportOptions
    /// The files' names, where nobody says.
    var usual = NameTemplate.usual

    /// All of it, ready.
    struct Bench {
        let client: LastingClient
        let address: ServerAddress
        let shelf: ModelShelf
        let destination: Destination
        let display: Display?
        let book: JobBook
        let options: OutputOptions
        let report: ReportOptions

        func generation(_ jobs: [PlannedJob], content: PreviewContent = .x0) -> Generation {
            Generation(
                jobs: jobs, client: client, destination: destination, options: options, report: report,
                display: display, content: content, book: book)
        }

        /// Submits a job and does not wait for it.
        func leave(_ job: PlannedJob) async throws {
            let request = SubmitRequest(recipe: job.recipe, viewing: Viewing(previewEvery: 0))
            let accepted = try await client.connection(patience: .zero).submit(request).accepted
            book.remember(accepted.job, job.recipe)
            var reports = JobReports(job)
            let line = reports.accepted(accepted)
            try report.tell(line, else: "\(accepted.job)\n")
        }
    }

    func run(_ body: (Bench) async throws -> Void) async throws {
        try await report.reportingFailures {
            let environment = Environment.variables
            let profile = try Configuration(environment: environment)
                .profile(server.profile ?? environment["REVERIE_PROFILE"].nonEmpty)
            // What stands in the way is known before anything is computed.
            let destination = try Destination(output, environment: environment, profile: profile.output, usual: usual)
            // Only pictures go there, to somebody who can do something with them.
            guard !destination.isStandardOutput || !report.json && !Output.standard.isTerminal else {
                throw CommandFailure(
                    .usage, "Pictures cannot go to standard output here: name a folder with --output.")
            }
            try await server.withLastingClient(report) { client, address in
                // The terminal is asked while the server answers.
                async let display = view.display(report, profile: profile)
                let shelf = try await ModelShelf(client.connection(patience: .zero))
                try await body(
                    Bench(
                        client: client, address: address, shelf: shelf, destination: destination,
                        display: try await display, book: JobBook(server: address, environment: environment),
                        options: output, report: report))
            }
        }
    }
}
