import ArgumentParser
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
            let remake = try CatalogueRemake(PictureFile(picture))
            let caption = caption ?? remake.recipe.prompt
            guard !caption.allSatisfy(\.isWhitespace) else {
                throw CommandFailure(.usage, "The picture has no prompt to be called by: say --caption.")
            }
            let job = try await Self.job(remake, gateway)
            let verdict = remake.verdict(try await Self.picture(job, remake.recipe.image, gateway))
            guard verdict.isEqual else {
                throw CommandFailure(
                    .refused,
                    "It was not saved, because the gateway's server makes another. \(verdict.sentence(picture))")
            }
            let saved = try await gateway.send(
                .POST, "/api/images",
                json: ["job": .text(job), "image": .integer(remake.recipe.image), "caption": .text(caption)])
            let image = try saved.decoded(as: CatalogueImage.self, from: gateway.address)
            try report.tell(image.report, else: "\(gateway.address)\(image.url)".printable + "\n")
        }
    }

    private struct Accepted: Decodable {
        let id: String
    }

    /// Asks the gateway for the picture and waits until it is made.
    private static func job(_ remake: CatalogueRemake, _ gateway: GatewayClient) async throws -> String {
        let answer = try await gateway.send(.POST, "/api/jobs", json: remake.request)
        let id = try answer.decoded(as: Accepted.self, from: gateway.address).id
        var patient = gateway
        patient.timeout = .seconds(600)
        // The stream of events ends with the job; what they tell of the way there is not needed.
        patient.skipsBody = true
        try await patient.send(.GET, "/api/jobs/\(id)/events", headers: ["accept": "text/event-stream"])
            .check(gateway.address)
        return id
    }

    private static func picture(_ job: String, _ image: Int, _ gateway: GatewayClient) async throws -> PictureFile {
        let target = "/api/jobs/\(job)/images/\(image).png"
        let answer = try await gateway.get(target)
        guard answer.status != 404 else {
            throw CommandFailure(.serverFailed, "The gateway's server did not make the picture. Its log says why.")
        }
        try answer.check(gateway.address)
        return try PictureFile("\(gateway.address)\(target)", bytes: answer.body)
    }
}
