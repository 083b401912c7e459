import ArgumentParser
import WireProtocol
import WireTransport

struct AttachCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach", abstract: "Watches a job that was asked for before, and writes its pictures.",
        discussion: "Ctrl-C ends the watching; the job goes on.")

    @Argument(
        help: "The job's id: 32 hexadecimal digits. (default: the one that was asked for last)",
        completion: jobCompletion)
    var job: JobID?

    @OptionGroup var server: ServerOption
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Display") var view: ViewOptions
    @OptionGroup(title: "Reports") var report: ReportOptions

    func run() async throws {
        let desk = Workbench(server: server, output: output, view: view, report: report)
        try await desk.run { bench in
            let id = try job ?? Self.latest(bench.book)
            var generation = bench.generation([], content: view.content)
            let request = AttachRequest(job: id, viewing: generation.viewing)
            let (attached, events) = try await bench.client.attach(request, keepsPreviews: output.needsFrames)
            generation = bench.generation([PlannedJob(attached)], content: view.content)
            try await generation.attach(events)
        }
    }

    static func latest(_ book: JobBook) throws -> JobID {
        guard let job = try book.entries().last.flatMap({ JobID(hex: $0.job) }) else {
            throw CommandFailure(.usage, "No job was asked for from here. Give its id: reverie attach ID")
        }
        return job
    }
}

/// The ids of this user's latest jobs.
let jobCompletion = CompletionKind.custom { _, _, _ in
    let options = (try? ServerOption.parse([])) ?? ServerOption()
    guard let address = try? options.settings().address else { return [] }
    let entries = try? JobBook(server: address, environment: Environment.variables).entries()
    return (entries ?? []).suffix(20).reversed().map(\.job)
}
