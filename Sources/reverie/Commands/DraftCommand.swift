import ArgumentParser
import ImageCoding
import WireProtocol

struct DraftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draft", abstract: "Shows a sheet of rough pictures and finishes the ones that you pick.",
        discussion: """
            All pictures are made to 30 % of the steps and shown as a numbered sheet, which is written too. The ones that are \
            picked are finished, as if they had been made so from the beginning. What is not picked at once can be finished \
            later: reverie finish SHEET NUMBERS.
            """)

    @Argument(help: "What the pictures show. (default: the model's own suggestion)")
    var prompt: String?

    @Option(help: "How many rough pictures.")
    var count: UInt8 = 9

    @Option(help: "Where the draft stops, as a share of the steps.")
    var at = 0.3

    @Option(help: "What decides the noise. (default: a random one)")
    var seed: UInt64?

    @Option(help: ArgumentHelp("Which to finish, without asking: \"2 5-7\", all or none.", valueName: "numbers"))
    var pick: Choice?

    @OptionGroup var server: ServerOption
    @OptionGroup var recipe: RecipeOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Display") var view: ViewOptions
    @OptionGroup(title: "Sampling") var sampling: SamplingOptions
    @OptionGroup(title: "Reports") var report: ReportOptions

    func validate() throws {
        guard count >= 1 else { throw ValidationError("--count is a number from 1 to 255.") }
        guard at > 0, at <= 1 else { throw ValidationError("--at is a share, above 0 and up to 1.") }
        guard output.metadata else {
            throw ValidationError(
                "A draft's sheet tells how to finish it. Say --no-metadata where it is finished: reverie finish.")
        }
    }

    func run() async throws {
        let desk = Workbench(server: server, output: output, view: view, report: report)
        try await desk.run { bench in
            guard !bench.destination.isStandardOutput else {
                throw CommandFailure(.usage, "A draft writes several files: name a folder with --output.")
            }
            var wish = recipe.wish
            wish.override(with: sampling.wish)
            (wish.prompt, wish.count, wish.seed) = (prompt, count, seed)
            var job = try bench.shelf.job(wish)
            let steps = job.recipe.steps
            job.recipe.options.draftSteps = UInt32(max(1, min(Double(steps), (Double(steps) * at).rounded())))
            var generation = bench.generation([job], content: view.content)
            generation.isDraft = true
            // There is no sheet if somebody detached meanwhile: then nothing is asked for, nor of anybody.
            guard let sheet = try await generation.run().last else { return }
            guard let choice = try pick ?? ask(display: bench.display, sheet: sheet) else { return }
            let picked = try choice.places(of: Int(count))
            guard !picked.isEmpty else { return }
            job.recipe.options.draftSteps = nil
            job.keepOnly(picked)
            try await bench.generation([job], content: view.content).run()
        }
    }

    /// nil if nobody can be asked, who is told how to go on.
    private func ask(display: Display?, sheet: String) throws -> Choice? {
        let later = "Finish some later with: reverie finish \(sheet) NUMBERS"
        guard display != nil, !report.json, let keyboard = ControllingTerminal() else {
            try report.note(later)
            return nil
        }
        while let line = try keyboard.line(prompt: "Which ones to finish (\"2 5-7\", all, none)? ") {
            if let choice = Choice(argument: line), (try? choice.places(of: Int(count))) != nil {
                if try choice.places(of: Int(count)).isEmpty { try report.note(later) }
                return choice
            }
            try report.note("Say numbers from 1 to \(count), for instance: 2 5-7")
        }
        try report.note(later)
        return nil
    }
}
