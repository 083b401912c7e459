import ArgumentParser
import FoundationEssentials

struct CatalogueListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists saved pictures.")

    @OptionGroup var gateway: GatewayOption

    @Option(help: "How many pictures, 1 to 200.")
    var limit = 20

    @Option(help: "The order: newest, oldest or caption.")
    var sort = "newest"

    @OptionGroup(title: "Reports") var report: ReportOptions

    func validate() throws {
        guard (1...200).contains(limit) else { throw ValidationError("--limit is a number from 1 to 200.") }
    }

    func run() async throws {
        try await report.reportingFailures {
            try await CatalogueListing(gateway: try gateway.client(), report: report)
                .run(["sort": sort, "limit": String(limit)], isSearch: false)
        }
    }
}

struct CatalogueSearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Finds saved pictures by what their captions say and mean.",
        discussion: """
            The list tells why a picture was found: by its words, by its meaning, or both. While the inference server is away \
            words alone count, and a note on standard error says so.
            """)

    @Argument(help: "What to look for, in your own words.")
    var text: String

    @OptionGroup var gateway: GatewayOption

    @Option(help: "How many pictures to list, 1 to 200.")
    var limit = 20

    @Option(help: "The order: relevance, newest, oldest or caption.")
    var sort = "relevance"

    @OptionGroup(title: "Reports") var report: ReportOptions

    func validate() throws {
        guard (1...200).contains(limit) else { throw ValidationError("--limit is a number from 1 to 200.") }
        guard !text.allSatisfy(\.isWhitespace) else { throw ValidationError("Say what to look for.") }
    }

    func run() async throws {
        try await report.reportingFailures {
            try await CatalogueListing(gateway: try gateway.client(), report: report).run(parameters, isSearch: true)
        }
    }

    var parameters: KeyValuePairs<String, String> { ["q": text, "sort": sort, "limit": String(limit)] }
}
