import ArgumentParser
import NIOHTTP1

struct CatalogueDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Deletes saved pictures.")

    @Argument(help: "The pictures: their hashes or addresses, as `list` prints them.")
    var pictures: [CataloguePicture]

    @OptionGroup var gateway: GatewayOption
    @OptionGroup(title: "Reports") var report: ReportOptions

    func run() async throws {
        try await report.reportingFailures {
            let gateway = try gateway.client()
            for picture in pictures {
                try await gateway.send(.DELETE, picture.target).check(gateway.address)
                try report.tell(Report("deleted", ["hash": .text(picture.hash)]))
            }
        }
    }
}
