import ArgumentParser
import ImageCoding
import WireProtocol
import WireTransport

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Tells whether pictures are what their recipes make, to the last bit.",
        discussion: """
            Each recipe is carried out again. The exit code is 1 if any picture differs; then the largest difference is told, \
            and why, as far as that is known: other weights, another picture that it began with, or else another version of \
            Reverie, or a file that was altered.
            """)

    @Argument(help: "The pictures' files.", completion: .file(extensions: ["png"]))
    var pictures: [String]

    @OptionGroup var server: ServerOption

    @Option(
        help: ArgumentHelp("The picture that they were made from, if they were.", valueName: "file"),
        completion: .file(extensions: ["png"]))
    var from: String?

    @Option(
        help: ArgumentHelp("The mask that they were made with.", valueName: "file"),
        completion: .file(extensions: ["png"]))
    var mask: String?

    @OptionGroup(title: "Reports") var report: ReportOptions

    func run() async throws {
        try await report.reportingFailures {
            let files = try pictures.map { path throws(CommandFailure) in try PictureFile(path) }
            let recipes = try files.map { file throws(CommandFailure) in try file.recipe() }
            var allEqual = true
            try await server.withLastingClient(report) { client, _ in
                let shelf = try await ModelShelf(client.connection(patience: .zero))
                for (file, recipe) in zip(files, recipes) {
                    let verdict = try await verdict(file, recipe, shelf, client)
                    try report.tell(verdict.report(file.path), else: verdict.sentence(file.path) + "\n")
                    allEqual = allEqual && verdict.isEqual
                }
            }
            if !allEqual { throw ExitCode(FailureStatus.differs.rawValue) }
        }
    }

    private func verdict(
        _ file: PictureFile, _ recipe: PictureRecipe, _ shelf: ModelShelf, _ client: LastingClient
    ) async throws -> Verdict {
        let replay = Replay(recipe, wish: RecipeWish(recipe, from: from, mask: mask), picture: file.path)
        let job = try replay.job(shelf, onlyThatPicture: true)
        let (_, events) = try await client.submit(
            SubmitRequest(recipe: job.recipe, viewing: Viewing(previewEvery: 0)))
        for try await event in events {
            switch event {
            case .image(let image) where Int(image.index) == recipe.image:
                guard let made = Picture(image) else { break }
                return Verdict(of: file.picture, made: made, reason: replay.difference(of: job))
            case .failed(let failed): throw failed.error
            case .cancelled: throw CommandFailure(.cancelled, "The job was cancelled on the server.")
            default: break
            }
        }
        throw CommandFailure(.protocolViolation, "The server finished without the picture.")
    }
}
