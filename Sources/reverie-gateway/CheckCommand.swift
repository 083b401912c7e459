import ArgumentParser
import Catalogue
import Gateway

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Looks whether the catalogue is sound: folder, disk, database, and every picture's bytes.",
        discussion: """
            It changes nothing, and may run beside a gateway. With --repair, for which the gateway has to be stopped, what can \
            be put right is: half-written files go, pictures without an entry are listed again by the recipe inside them, \
            entries without their picture go to the trash, a damaged database is begun anew with what can be read of it. \
            Nothing is deleted that somebody might want. Ends with status 1 if anything is left that is not right.
            """)

    @OptionGroup var data: DataOptions

    @Flag(help: "Put right what can be.")
    var repair = false

    func run() throws {
        let findings = try Output.failing { try Maintenance.check(folder: data.folder, repair: repair) }
        for finding in findings {
            Output.line(finding.repair.map { "\(finding.description) Repaired: \($0)." } ?? finding.description)
        }
        let left = findings.count { $0.repair == nil }
        switch (findings.count, left) {
        case (0, _): Output.line("All is well in \(data.folder).")
        case (let count, 0): Output.line("\(Output.count(count, "fault was", "faults were")) found and repaired.")
        default:
            let advice = repair ? "" : " Stop the gateway and repair them with --repair."
            Output.line("\(Output.count(left, "fault is", "faults are")) there.\(advice)")
            throw ExitCode.failure
        }
    }
}
