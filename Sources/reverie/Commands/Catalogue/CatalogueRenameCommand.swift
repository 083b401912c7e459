import ArgumentParser
import NIOHTTP1

struct CatalogueRenameCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename", abstract: "Gives a saved picture another caption.",
        discussion: """
            With --was, the picture is renamed only if its caption is still that; somebody else's new one is not lost then.
            """)

    @Argument(help: "The picture: its hash or its address, as `list` prints it.")
    var picture: CataloguePicture

    @Argument(help: "The new caption.")
    var caption: String

    @Option(help: "The caption that it has now.")
    var was: String?

    @OptionGroup var gateway: GatewayOption
    @OptionGroup(title: "Reports") var report: ReportOptions

    func run() async throws {
        try await report.reportingFailures {
            let gateway = try gateway.client()
            let current = try await gateway.get(picture.target)
            var headers: [String: String] = [:]
            if current.status == 200 {
                let image = try current.decoded(as: CatalogueImage.self, from: gateway.address)
                if let was, image.caption != was {
                    throw CommandFailure(
                        .refused, "The picture is called “\(image.caption)” now: it was renamed in the meantime.")
                }
                // What changes between the question and the answer is noticed by the gateway.
                headers["if-match"] = current.headers["etag"]
            }
            let answer = try await gateway.send(
                .PATCH, picture.target, json: ["caption": .text(caption)], headers: headers)
            if answer.status == 412 {
                throw CommandFailure(
                    .refused, "The picture was renamed by somebody else at the same moment. Look again.")
            }
            let image = try answer.decoded(as: CatalogueImage.self, from: gateway.address)
            try report.tell(image.report, else: "\(image.caption.printable)\n")
        }
    }
}
