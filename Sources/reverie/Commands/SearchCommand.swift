import ArgumentParser
import FoundationEssentials

struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Finds saved pictures by what their captions say and mean.",
        discussion: """
            Asks a gateway's catalogue. The list tells why a picture was found: by its words, by its meaning, or both. While \
            the inference server is away words alone count, and a note on standard error says so.
            """)

    @Argument(help: "What to look for, in your own words.")
    var text: String

    @Option(help: ArgumentHelp("The gateway. (default: $REVERIE_GATEWAY or http://localhost:8080)", valueName: "url"))
    var gateway: String?

    @Option(help: "How many pictures to list, 1 to 200.")
    var limit = 20

    @Option(help: "The order: relevance, newest, oldest or caption.")
    var sort = "relevance"

    @Flag(help: "Print the gateway's answer as it is, in JSON.")
    var json = false

    func validate() throws {
        guard (1...200).contains(limit) else { throw ValidationError("--limit is a number from 1 to 200.") }
        guard !text.allSatisfy(\.isWhitespace) else { throw ValidationError("Say what to look for.") }
    }

    func run() async throws {
        try await reportingFailures {
            let address = try address()
            let answer = try await GatewayClient(address: address).get(target)
            let found = try SearchAnswer(answer, from: address)
            if json {
                try Output.standard.write(String(decoding: answer.body, as: UTF8.self) + "\n")
                return
            }
            try Output.standardError.write(Self.notes(found).map { $0.printable + "\n" }.joined())
            guard !found.images.isEmpty else { return }
            let columns = Terminal.size(of: .standard)?.columns
            let table = Self.table(found.images, at: address)
            try Output.standard.write(table.lines(columns: columns).map { $0 + "\n" }.joined())
        }
    }

    func address(environment: [String: String] = Environment.variables) throws(CommandFailure) -> GatewayAddress {
        let variable = environment["REVERIE_GATEWAY"].flatMap { $0.isEmpty ? nil : $0 }
        return try GatewayAddress(parsing: gateway ?? variable ?? "localhost")
    }

    var target: String {
        var parts = URLComponents()
        parts.path = "/api/images"
        parts.queryItems = [
            URLQueryItem(name: "q", value: text), URLQueryItem(name: "sort", value: sort),
            URLQueryItem(name: "limit", value: String(limit)),
        ]
        return parts.string ?? parts.path
    }

    /// What is to be said beside the list.
    static func notes(_ found: SearchAnswer) -> [String] {
        (found.search?.corrected.map { ["Looked for \"\($0)\" too."] } ?? [])
            + (found.search?.reason.map { ["By words only: \($0)"] } ?? [])
            + (found.images.isEmpty ? ["Nothing is found."] : [])
    }

    static func table(_ images: [SearchAnswer.Image], at address: GatewayAddress) -> TextTable {
        TextTable(
            header: ["FOUND BY", "PICTURE", "CAPTION"],
            rows: images.map { image in
                [image.match ?? "", "\(address)\(image.url)", image.caption].map(\.printable)
            })
    }
}
