import ArgumentParser
import WireProtocol
import WireTransport

struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "models", abstract: "Lists the models of a server.")

    @OptionGroup var server: ServerOption
    @OptionGroup(title: "Reports") var report: ReportOptions

    func run() async throws {
        try await report.reportingFailures {
            try await server.withClient(report) { client, _ in
                let models = try await client.models()
                guard !report.json else {
                    for model in models { try report.tell(Self.report(model)) }
                    return
                }
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

    private static func report(_ model: ModelDescription) -> Report {
        Report(
            "model",
            [
                "name": .text(model.name), "title": .text(model.title), "description": .text(model.description),
                "hash": .text(model.hash.description), "width": JSONValue(model.width),
                "height": JSONValue(model.height), "channels": JSONValue(model.channels),
                "timesteps": JSONValue(model.timesteps), "samplers": JSONValue(model.samplers),
                "defaultSampler": .text(model.defaultSampler), "defaultSteps": JSONValue(model.defaultSteps),
                "defaultGuidanceScale": JSONValue(model.defaultGuidanceScale),
                "defaultPrompt": .text(model.defaultPrompt), "prompts": JSONValue(model.prompts),
            ])
    }

    private static func list(_ all: [String], first: String) -> String {
        ((all.contains(first) ? [first] : []) + all.filter { $0 != first }).joined(separator: ", ")
    }
}
