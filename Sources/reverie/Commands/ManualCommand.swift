import ArgumentParser
import FoundationEssentials

/// Man pages from the help that the commands have anyway, of this program or of another one that is built alike.
struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual", abstract: "Writes man pages.",
        discussion: """
            Of this program, or of the one whose description (--experimental-dump-help) is given with --describe. One page a \
            command, named like git's: reverie.1, reverie-generate.1.
            """, shouldDisplay: false)

    @Option(help: ArgumentHelp("The folder; made if need be.", valueName: "folder"))
    var folder = "."

    @Option(help: ArgumentHelp("A program's description as JSON, or - for standard input.", valueName: "file"))
    var describe: String?

    func run() throws {
        do throws(CommandFailure) {
            let json =
                try describe.map { path throws(CommandFailure) in try TextFile.existingBytes(path) }
                ?? Array(Reverie._dumpHelp().utf8)
            let pages = try ManualPages(json: json, version: Reverie.version).pages
            for page in pages { try TextFile.write(page.text, to: folder + "/" + page.name, mode: 0o644) }
        } catch {
            try? Output.standardError.write("Error: \(error.sentence)\n")
            throw ExitCode(error.status.rawValue)
        }
    }
}
