import ArgumentParser
import Catalogue
import Gateway

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies the catalogue as it is at this moment, while the gateway runs.",
        discussion: """
            DIR is then a data folder itself, that a gateway could be started on. A second time only new pictures are copied. \
            Each one's bytes are compared with its checksum; a damaged one never takes the place of a sound copy.
            """)

    @OptionGroup var data: DataOptions

    @Argument(help: "The folder of the backup; it is made if need be.")
    var dir: String

    func run() throws {
        let report = try Output.failing { try Maintenance.backup(folder: data.folder, to: dir) }
        let pictures = Output.count(report.pictures, "picture is", "pictures are")
        Output.line("\(pictures) in \(dir), \(report.copied) of them new.")
        try report.complain()
    }
}

struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Makes the catalogue again from a backup. Stop the gateway first.")

    @OptionGroup var data: DataOptions

    @Argument(help: "The folder of the backup.")
    var dir: String

    @Flag(help: "Set the catalogue aside that is there (in catalogue-before-restore).")
    var replace = false

    func run() throws {
        let report = try Output.failing { try Maintenance.restore(from: dir, to: data.folder, replacing: replace) }
        Output.line("\(Output.count(report.pictures, "picture is", "pictures are")) in \(data.folder) again.")
        try report.complain()
    }
}

extension Maintenance.Report {
    /// Ends with status 1 if there was anything that could not be copied.
    fileprivate func complain() throws {
        guard !unreadable.isEmpty else { return }
        for hash in unreadable { Output.line("The file of picture \(hash) is missing or damaged.") }
        Output.line("Their entries are kept. `reverie-gateway check` says more.")
        throw ExitCode.failure
    }
}
