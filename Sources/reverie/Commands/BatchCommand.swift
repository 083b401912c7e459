import ArgumentParser
import ImageCoding
import WireProtocol
import WireTransport

struct BatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch", abstract: "Makes the pictures of a whole list.",
        discussion: """
            Each line of the file is a prompt, or an object of JSON with any of: \(RecipeWish.keys.joined(separator: ", ")), and \
            name (a template for the files' names). What a line does not say is as the options say. Empty lines and lines that \
            begin with # are skipped.

            What is done stands in a journal beside the file (FILE.progress). A batch that was interrupted goes on with the same \
            command and makes nothing twice; a line that failed is tried again.
            """)

    @Argument(help: "The file, or - for standard input.", completion: .file())
    var file: String

    @Option(help: "Jobs under way at a time, 1 to 64.")
    var jobs = 8

    @Option(
        help: ArgumentHelp("Where it stands what is done. (default: the file's name and .progress)", valueName: "file"),
        completion: .file())
    var journal: String?

    @Option(help: "Pictures of a line that does not say.")
    var count: UInt8 = 1

    @OptionGroup var server: ServerOption
    @OptionGroup var recipe: RecipeOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Display") var view: ViewOptions
    @OptionGroup(title: "Sampling") var sampling: SamplingOptions
    @OptionGroup(title: "Reports") var report: ReportOptions

    func validate() throws {
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs is a number from 1 to 64.") }
        guard count >= 1 else { throw ValidationError("--count is a number from 1 to 255.") }
        guard !output.sheet, output.animation == nil, !output.saveFrames else {
            throw ValidationError("--sheet, --animation and --save-frames are not for batches.")
        }
        guard file != "-" || journal != nil else {
            throw ValidationError("A batch from standard input needs a --journal, so that it can go on later.")
        }
    }

    func run() async throws {
        let desk = Workbench(server: server, output: output, view: view, report: report)
        try await desk.run { bench in
            guard case .folder(let folder, let template) = bench.destination.place else {
                throw CommandFailure(.usage, "A batch writes files: name a folder with --output.")
            }
            let items = try BatchItem.items(String(decoding: TextFile.existingBytes(file), as: UTF8.self))
            guard !items.isEmpty else { throw CommandFailure(.usage, "There is nothing to do in \(file).") }
            let journal = try BatchJournal(path: journal ?? file + ".progress")
            for file in journal.files { _ = folder.claims.claim(file) }
            var work: [BatchRun.Work] = []
            for item in items {
                let id = journal.id(item)
                if case .done = journal.states[id] { continue }
                let job = try job(item, seed: journal.seed(item), bench.shelf)
                work.append(
                    BatchRun.Work(
                        item: item, id: id, job: job, key: journal.key(item, job.recipe),
                        template: try item.name.map { name throws(CommandFailure) in
                            try NameTemplate(fileName: name, format: bench.destination.format)
                        } ?? template))
            }
            let run = BatchRun(
                client: bench.client, book: bench.book, report: report, display: bench.display,
                destination: bench.destination,
                folder: folder, window: jobs, work: work, skipped: items.count - work.count)
            try await run.run(journal)
        }
    }

    private func job(_ item: BatchItem, seed: UInt64, _ shelf: ModelShelf) throws(CommandFailure) -> PlannedJob {
        var wish = recipe.wish
        wish.override(with: sampling.wish)
        wish.count = count
        wish.override(with: item.wish)
        do {
            return try shelf.job(wish, randomSeed: seed)
        } catch {
            throw CommandFailure(error.status, "Line \(item.line) of the batch: \(error.sentence)")
        }
    }
}
