import ArgumentParser
import WireProtocol
import WireTransport

struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "models", abstract: "Lists the models of a server.")

    @OptionGroup var server: ServerOption

    func run() async throws {
        try await reportingFailures {
            try await server.withClient { client in
                let models = try await client.models()
                let columns = Terminal.size(of: .standard)?.columns
                try Output.standard.write(Self.table(models).lines(columns: columns).map { $0 + "\n" }.joined())
            }
        }
    }

    /// The defaults come first among the samplers and the suggestions.
    static func table(_ models: [ModelDescription]) -> TextTable {
        TextTable(
            header: ["NAME", "SIZE", "SAMPLERS", "SUGGESTIONS"],
            rows: models.map { model in
                let size = "\(model.width) x \(model.height) \(model.channels == 1 ? "grey" : "colour")"
                return [
                    model.name, size, list(model.samplers, first: model.defaultSampler),
                    list(model.prompts, first: model.defaultPrompt),
                ].map(\.printable)
            })
    }

    private static func list(_ all: [String], first: String) -> String {
        ((all.contains(first) ? [first] : []) + all.filter { $0 != first }).joined(separator: ", ")
    }
}
