import ArgumentParser

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schema of the lines that --json prints.",
        discussion: "Each line is one object with an `event` that says which of the schema's objects it is.")

    func run() throws {
        do {
            try Output.standard.write(ReportSchema.text)
        } catch {
            // Nothing is left to tell it to if that stream is gone too.
            try? Output.standardError.write("Error: " + error.sentence.printable + "\n")
            throw ExitCode(error.status.rawValue)
        }
    }
}
