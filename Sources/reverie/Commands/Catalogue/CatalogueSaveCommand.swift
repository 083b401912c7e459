import ArgumentParser
import FoundationEssentials
import ImageCoding
import NIOHTTP1

struct CatalogueSaveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "save", abstract: "Saves a picture with a caption.",
        discussion: """
            A catalogue keeps what its own server made. So the picture's recipe is carried out there once more, and what comes of \
            it is saved if it is the same to the last bit.
            """)

    @Argument(help: "The picture's file.", completion: .file(extensions: ["png"]))
    var picture: String

    @Option(help: "The caption. (default: the prompt)")
    var caption: String?

    @OptionGroup var gateway: GatewayOption
    @OptionGroup(title: "Reports") var report: ReportOptions

    func run() async throws {
        try await report.reportingFailures {
            let gateway = try gateway.client()
            let file = try PictureFile(picture)
            let recipe = try file.recipe()
            let caption = caption ?? recipe.prompt
            guard !caption.allSatisfy(\.isWhitespace) else {
                throw CommandFailure(.usage, "The picture has no prompt to be called by: say --caption.")
            }
            let job = try await Self.job(recipe, gateway)
            let made = try await Self.picture(job, recipe.image, gateway)
            let verdict = Verdict(of: file.picture, made: made, reason: nil)
            guard verdict.isEqual else {
                throw CommandFailure(
                    .refused,
                    "It was not saved, because the gateway's server makes another. \(verdict.sentence(picture))")
            }
            let saved = try await gateway.send(
                .POST, "/api/images",
                json: ["job": .text(job), "image": .integer(recipe.image), "caption": .text(caption)])
            let image = try saved.decoded(as: CatalogueImage.self, from: gateway.address)
            try report.tell(image.report, else: "\(gateway.address)\(image.url)\n")
        }
    }

    private struct Accepted: Decodable {
        let id: String
    }

    /// Asks the gateway for the recipe's pictures and waits until they are made.
    private static func job(_ recipe: PictureRecipe, _ gateway: GatewayClient) async throws -> String {
        var members: [JSONValue.Member] = [
            .init(key: "model", value: .text(recipe.model)), .init(key: "prompt", value: .text(recipe.prompt)),
            .init(key: "negativePrompt", value: .text(recipe.negativePrompt)),
            .init(key: "seed", value: .text(String(recipe.seed))),
            .init(key: "count", value: .integer(recipe.image + 1)), .init(key: "steps", value: .integer(recipe.steps)),
            .init(key: "sampler", value: .text(recipe.sampler)),
            .init(key: "guidanceScale", value: JSONValue(recipe.guidanceScale)),
        ]
        if recipe.eta != 0 { members.append(.init(key: "eta", value: JSONValue(recipe.eta))) }
        let answer = try await gateway.send(.POST, "/api/jobs", json: .object(members))
        let id = try answer.decoded(as: Accepted.self, from: gateway.address).id
        var patient = gateway
        patient.timeout = .seconds(600)
        // The stream of events ends with the job.
        try await patient.send(.GET, "/api/jobs/\(id)/events", headers: ["accept": "text/event-stream"])
            .check(gateway.address)
        return id
    }

    private static func picture(_ job: String, _ image: Int, _ gateway: GatewayClient) async throws -> Picture {
        let answer = try await gateway.get("/api/jobs/\(job)/images/\(image).png")
        guard answer.status != 404 else {
            throw CommandFailure(.serverFailed, "The gateway's server did not make the picture. Its log says why.")
        }
        try answer.check(gateway.address)
        return try PNGCodec.decode(answer.body)
    }
}
