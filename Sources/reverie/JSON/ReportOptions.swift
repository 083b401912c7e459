import ArgumentParser
import Logging

/// How a command tells what it does.
struct ReportOptions: ParsableArguments {
    @Flag(help: "Print what happens as JSON, an object a line; `reverie schema` describes them.")
    var json = false

    @Flag(help: "Tell more on standard error: what goes on with the connection, and the cause of an error.")
    var verbose = false

    /// nil unless more is to be told.
    var logger: Logger? {
        guard verbose else { return nil }
        var logger = Logger(label: "reverie") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .debug
        return logger
    }

    /// Prints a line of JSON if that is wanted, else what `text` gives, if anything.
    func tell(_ report: @autoclosure () -> Report, else text: @autoclosure () -> String? = nil) throws(CommandFailure) {
        if json {
            try Output.standard.write(report().line)
        } else if let text = text() {
            try Output.standard.write(text)
        }
    }

    /// Beside the data: on standard error.
    func note(_ sentence: String) throws(CommandFailure) {
        try Output.standardError.write(sentence.printable + "\n")
    }

    /// Runs a command's body; what it throws is told in one sentence on standard error, and with `--json` as a line too.
    func reportingFailures(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let code as ExitCode {
            throw code
        } catch {
            let failure = CommandFailure(error)
            // Nothing is left to tell it to if the streams are gone.
            try? tell(
                Report(
                    "error", ["status": .integer(Int(failure.status.rawValue)), "message": .text(failure.sentence)]))
            try? Output.standardError.write("Error: " + failure.sentence.printable + "\n")
            if verbose { try? Output.standardError.write("  cause: \(error)".printable + "\n") }
            throw ExitCode(failure.status.rawValue)
        }
    }
}
