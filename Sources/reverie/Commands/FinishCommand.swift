import ArgumentParser
import ImageCoding
import WireProtocol

struct FinishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finish", abstract: "Finishes pictures of a draft.")

    @Argument(help: "The draft's sheet.", completion: .file(extensions: ["png"]))
    var sheet: String

    @Argument(help: "The pictures' numbers on it, for instance: 2 5-7")
    var numbers: [String]

    @OptionGroup var server: ServerOption
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Display") var view: ViewOptions
    @OptionGroup(title: "Reports") var report: ReportOptions

    func validate() throws {
        guard Choice(argument: numbers.joined(separator: " ")) != nil else {
            throw ValidationError("Say numbers, for instance: 2 5-7")
        }
    }

    func run() async throws {
        let desk = Workbench(server: server, output: output, view: view, report: report)
        try await desk.run { bench in
            let draft = try DraftRecipe(in: PictureFile(sheet))
            guard let choice = Choice(argument: numbers.joined(separator: " ")) else { return }
            let picked = try choice.places(of: draft.count)
            guard !picked.isEmpty else { return }
            var wish = RecipeWish(draft.recipe)
            wish.count = UInt8(clamping: draft.count)
            wish.draftSteps = nil
            var job = try bench.shelf.job(wish)
            if job.modelHash.description != draft.recipe.modelHash {
                try report.note(
                    "The server's model has other weights than the draft's: the pictures will differ from it.")
            }
            job.keepOnly(picked)
            try await bench.generation([job], content: view.content).run()
        }
    }
}
