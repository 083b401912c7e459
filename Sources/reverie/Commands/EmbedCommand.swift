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

    @Flag(help: "Print JSON: the encoder's hash, and the texts with their vectors.")
    var json = false

    func validate() throws {
        guard texts.count <= EmbedRequest.maximumTexts else {
            throw ValidationError("At most \(EmbedRequest.maximumTexts) texts can be sent at once.")
        }
    }

    func run() async throws {
        try await reportingFailures {
            try await server.withClient { client in
                let answer = EmbedAnswer(texts, try await client.embed(texts))
                try Output.standardError.write(answer.notes.map { $0 + "\n" }.joined())
                try Output.standard.write(json ? try answer.json() : answer.lines)
            }
        }
    }
}
