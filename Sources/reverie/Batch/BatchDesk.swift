import ImageCoding
import WireProtocol
import WireTransport

/// What is done with the news of a batch's jobs: shown, told, and written so that nothing is made twice.
actor BatchDesk {
    private let run: BatchRun
    private let journal: BatchJournal
    private let live: LiveProgress
    private var reports: [JobReports]
    private var images: [Int: [ImageEvent]] = [:]
    private(set) var done = 0
    private(set) var failed = 0

    init(_ run: BatchRun, journal: BatchJournal, live: LiveProgress) {
        self.run = run
        self.journal = journal
        self.live = live
        reports = run.work.map { JobReports($0.job) }
    }

    func handle(_ number: Int, _ news: JobFleet.News) async throws {
        switch news {
        case .accepted(let accepted):
            let line = reports[number].accepted(accepted)
            try run.report.tell(line)
            run.book.remember(accepted.job, run.work[number].job.recipe)
        case .lost:
            try run.report.tell(reports[number].lost)
            try await live.lose()
        case .event(let event):
            if case .image(let image) = event { images[number, default: []].append(image) }
            if case .finished = event { try save(number) }
            if let line = reports[number].event(event) { try run.report.tell(line) }
            try await live.show(event, of: number)
            switch event {
            case .failed(let failed):
                images[number] = nil
                try await note(number, failed.message)
            case .cancelled: throw JobCancelled()
            default: break
            }
        }
    }

    /// There is no job for the item.
    func fail(_ number: Int, _ message: String) async throws {
        try run.report.tell(
            Report("failed", ["line": .integer(run.work[number].item.line), "message": .text(message)]))
        try await live.update(BatchView.self) { $0.fail(number) }
        try await note(number, message)
    }

    private func note(_ number: Int, _ message: String) async throws {
        failed += 1
        try await live.note("Line \(run.work[number].item.line): \(message)")
    }

    /// Names first, then the journal, then the files, then the journal again.
    private func save(_ number: Int) throws {
        let work = run.work[number]
        let pictures = (images.removeValue(forKey: number) ?? []).sorted { $0.index < $1.index }
        var files: [String] = []
        if case .saving(let reserved) = journal.states[work.id], reserved.count == pictures.count {
            files = reserved
        } else {
            for image in pictures {
                let name = work.template.name(work.job.nameValues(image.index))
                files.append(try run.folder.reserve(name: name, extension: run.destination.format.rawValue))
            }
            try journal.write(.saving(files), of: work.id)
        }
        for (image, file) in zip(pictures, files) {
            guard let picture = Picture(image) else {
                throw CommandFailure(.protocolViolation, "The server sent a picture that cannot be one.")
            }
            let recipe = work.job.pictureRecipe(image.index)
            try run.folder.fill(
                file,
                try run.destination.encode(
                    picture, text: recipe.texts(width: picture.width, height: picture.height)))
            if run.report.json {
                try run.report.tell(
                    Report(
                        "picture",
                        [
                            "file": .text(file), "line": .integer(work.item.line),
                            "job": JSONValue(reports[number].id?.description), "image": JSONValue(image.index),
                            "seed": JSONValue(recipe.seed),
                        ]))
            } else if !Output.standard.isTerminal {
                try Output.standard.write(file + "\n")
            }
        }
        try journal.write(.done(files), of: work.id)
        done += 1
    }
}
