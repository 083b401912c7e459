import ArgumentParser
import FoundationEssentials
import WireProtocol
import WireTransport

struct EmbedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed",
        abstract: "Turns texts into vectors that are near where the texts mean something alike.",
        discussion: """
            Each line of the output is one text's vector, in the order of the arguments: its numbers with spaces between. A \
            vector has length one, so that the sum of two vectors' products is their cosine.
            """)

    @Argument(help: "The texts, at most \(EmbedRequest.maximumTexts).")
    var texts: [String]

    @OptionGroup var server: ServerOption

    @OptionGroup(title: "Reports") var report: ReportOptions

    func validate() throws {
        guard texts.count <= EmbedRequest.maximumTexts else {
            throw ValidationError("At most \(EmbedRequest.maximumTexts) texts can be sent at once.")
        }
    }

    func run() async throws {
        try await report.reportingFailures {
            try await server.withClient(report) { client, _ in
                let answer = EmbedAnswer(texts, try await client.embed(texts))
                try Output.standardError.write(answer.notes.map { $0 + "\n" }.joined())
                try report.tell(answer.report, else: answer.lines)
            }
        }
    }
}
