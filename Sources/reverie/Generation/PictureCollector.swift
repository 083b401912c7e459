import ImageCoding
import WireProtocol

/// Writes pictures as they come, and what is made of all of them at the end.
actor PictureCollector {
    private let jobs: [PlannedJob]
    private let slots: [ProgressView.Slot]
    private let destination: Destination
    private let options: OutputOptions
    private let report: ReportOptions
    private let sequence: FrameSequence?
    private let isDraft: Bool
    private let now = LocalTime.now
    private var recorder: FrameRecorder
    private var pictures: [Int: Picture] = [:]
    /// The names of the written files, for whoever reads standard output.
    private(set) var files: [String] = []

    init(
        jobs: [PlannedJob], slots: [ProgressView.Slot], destination: Destination, options: OutputOptions,
        report: ReportOptions, sequence: FrameSequence? = nil, isDraft: Bool = false
    ) {
        self.jobs = jobs
        self.slots = slots
        self.destination = destination
        self.options = options
        self.report = report
        self.sequence = sequence
        self.isDraft = isDraft
        recorder = FrameRecorder(slots: slots)
    }

    /// How often frames are needed for what is to be written; nil if they are not.
    static func framesEvery(_ options: OutputOptions, steps: UInt32) -> UInt16? {
        if options.saveFrames { return 1 }
        return options.animation == nil ? nil : animationEvery(steps)
    }

    /// An animation of more frames shows no more.
    private static let mostFrames = 250

    private static func animationEvery(_ steps: UInt32) -> UInt16 {
        UInt16(clamping: max(1, Int(steps) / mostFrames))
    }

    func record(_ preview: Preview, of job: Int) {
        guard options.needsFrames else { return }
        recorder.record(preview, of: job)
    }

    /// The steps whose frames are needed and were not seen.
    func missingFrames(of job: Int) -> [Int] {
        let recipe = jobs[job].recipe
        guard let every = Self.framesEvery(options, steps: recipe.steps) else { return [] }
        let leavesOut = recipe.options.initialPicture != nil || recipe.options.estimate != nil
        return recorder.missing(of: job, steps: jobs[job].lastStep, every: Int(every), leavesOut: leavesOut)
    }

    func collect(_ image: ImageEvent, of job: Int, id: JobID?) throws {
        let planned = jobs[job]
        guard let picture = Picture(image), picture.width == planned.width, picture.height == planned.height,
            let slot = slots.firstIndex(of: ProgressView.Slot(job: job, index: image.index))
        else {
            throw CommandFailure(
                .protocolViolation, "The server sent a picture of another size or kind than its model's.")
        }
        pictures[slot] = picture
        guard !options.sheet, !isDraft, sequence == nil || options.saveFrames else { return }
        let recipe = planned.pictureRecipe(image.index)
        let file = try destination.write(
            picture, text: recipe.texts(width: picture.width, height: picture.height),
            values: planned.nameValues(image.index, now: now),
            suffix: sequence == nil ? "" : "-frames/frame-" + Self.digits(slot + 1))
        try wrote(
            file, "picture",
            ["job": JSONValue(id?.description), "image": JSONValue(image.index), "seed": JSONValue(recipe.seed)])
    }

    /// The sheet, the animation and the frames.
    func finish() throws {
        let values = jobs.first?.nameValues(0, now: now) ?? NameTemplate.Values()
        let recipes = slots.map { jobs[$0.job].pictureRecipe($0.index).json() }
        let text =
            slots.count == 1
            ? [(PictureRecipe.keyword, recipes[0])] : [(SheetRecipe.keyword, SheetRecipe.json(recipes))]
        if isDraft { return try finishDraft(values: values) }
        if let sequence { return try finish(sequence, text: text, values: values) }
        let columns = Self.columns(slots.count)
        if options.sheet, let sheet = sheet(columns: columns) {
            try wrote(try destination.write(sheet, text: text, values: values, suffix: "-sheet"), "sheet", [:])
        }
        // What cannot fail for its size is written first.
        if options.saveFrames { try saveFrames() }
        if let file = destination.animation {
            let every = Self.animationEvery(jobs.map(\.recipe.steps).max() ?? 1)
            let frames = recorder.sheets(columns: columns, gap: 2, every: Int(every), most: Self.mostFrames)
            let bytes = try animation(frames, columns: columns, text: text)
            try wrote(try file.write(bytes), "animation", ["frames": .integer(frames.count + 1)])
        }
    }

    private func finishDraft(values: NameTemplate.Values) throws {
        let all = slots.indices.compactMap { pictures[$0] }
        guard let job = jobs.first,
            let sheet = Picture.numberedSheet(all, columns: Self.columns(slots.count), gap: 2)
        else { return }
        let draft = DraftRecipe(recipe: job.pictureRecipe(0), count: Int(job.recipe.count))
        let file = try destination.write(
            sheet, text: [(DraftRecipe.keyword, try draft.json())], values: values, suffix: "-draft")
        try wrote(file, "sheet", [:])
    }

    private func finish(
        _ sequence: FrameSequence, text: [(keyword: String, text: String)], values: NameTemplate.Values
    ) throws {
        let all = slots.indices.compactMap { pictures[$0] }
        let frames = sequence.frames(all)
        let bytes = try destination.encode(frames, text: text)
        guard case .folder(let folder, let template) = destination.place else {
            return try Output.standard.write(bytes)
        }
        let file = try folder.write(bytes, name: template.name(values), extension: "png")
        try wrote(file, "animation", ["frames": .integer(frames.count)])
    }

    /// - Parameter doubled: whether each picture stands there twice, in the places of a pair.
    private func sheet(columns: Int, doubled: Bool = false) -> Picture? {
        let all = slots.indices.compactMap { slot in
            doubled ? pictures[slot].flatMap { Picture.sheet([$0, $0], columns: 2, gap: 0) } : pictures[slot]
        }
        return all.count == slots.count ? Picture.sheet(all, columns: columns, gap: 2) : nil
    }

    /// A square, or a little wider.
    static func columns(_ count: Int) -> Int {
        (1...max(1, count)).first { $0 * $0 >= count } ?? 1
    }

    /// The steps, and at the end for two seconds what came of them.
    private func animation(
        _ frames: [Picture], columns: Int, text: [(keyword: String, text: String)]
    ) throws -> [UInt8] {
        let ends = [sheet(columns: columns), sheet(columns: columns, doubled: true)].compactMap(\.self)
        let last = ends.first { end in frames.first?.hasShape(of: end) ?? true } ?? frames.last
        let shown = frames.map { AnimatedPNG.Frame($0, milliseconds: 80) }
        let end = last.map { [AnimatedPNG.Frame($0, milliseconds: 2000)] } ?? []
        return try destination.encode(shown + end, still: last, text: text)
    }

    private func saveFrames() throws {
        guard case .folder(let folder, let template) = destination.place else { return }
        for (number, slot) in slots.enumerated() {
            let planned = jobs[slot.job]
            let name = template.name(planned.nameValues(slot.index, now: now)) + "-frames/step-"
            for frame in recorder.frames(of: number) {
                let bytes = try destination.encode(frame.picture, text: [])
                let file = try folder.write(
                    bytes, name: name + Self.digits(frame.step), extension: destination.format.rawValue)
                try wrote(file, "frame", ["step": .integer(frame.step)])
            }
        }
    }

    /// Four or more, so that names sort as the numbers do.
    private static func digits(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private func wrote(_ file: String?, _ kind: String, _ members: KeyValuePairs<String, JSONValue>) throws {
        guard let file else { return }
        files.append(file)
        if report.json {
            let all =
                [JSONValue.Member(key: "file", value: .text(file))]
                + members.map { .init(key: $0.key, value: $0.value) }
            try Output.standard.write(Report(kind, all).line)
        } else if !destination.isStandardOutput, !Output.standard.isTerminal {
            try Output.standard.write(file + "\n")
        }
    }
}
