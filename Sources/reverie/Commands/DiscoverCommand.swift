import ArgumentParser
import WireProtocol
import WireTransport

struct DiscoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discover", abstract: "Finds the servers of the local network.",
        discussion: """
            Servers answer that others than their own machine can reach, unless they were told not to. Whoever answers may not be \
            who it says: `reverie login` shows the certificate to compare.
            """)

    @Option(help: "How long answers are waited for, in seconds.")
    var seconds = 1.5

    @OptionGroup(title: "Reports") var report: ReportOptions

    func validate() throws {
        guard (0.1...60).contains(seconds) else { throw ValidationError("--seconds is a number from 0.1 to 60.") }
    }

    func run() async throws {
        try await report.reportingFailures {
            let found = FoundServers()
            do {
                try await DiscoveryBrowser.search(for: .seconds(seconds)) { server in
                    await found.add(server)
                    if report.json { try report.tell(Self.report(server)) }
                }
            } catch let failure as CommandFailure {
                throw failure
            } catch {
                throw CommandFailure(.unavailable, "The network cannot be asked: \(error). Check that it is up.")
            }
            let all = await found.all
            guard !all.isEmpty else {
                return try report.note("No server answered. One that listens on this machine alone does not.")
            }
            guard !report.json else { return }
            let table = TextTable(header: ["ADDRESS", "MACHINE", "TOKEN", "TLS", "SERVER"], rows: all.map(Self.row))
            let columns = Terminal.size(of: .standard)?.columns
            try Output.standard.write(table.lines(columns: columns).map { $0 + "\n" }.joined())
        }
    }

    private static func row(_ found: DiscoveryBrowser.Found) -> [String] {
        [
            "\(found.address)", found.answer.host, found.answer.asksForToken ? "yes" : "no",
            found.answer.speaksTLS ? "yes" : "no", found.answer.server,
        ].map(\.printable)
    }

    private static func report(_ found: DiscoveryBrowser.Found) -> Report {
        Report(
            "server",
            [
                "server": .text(found.answer.server), "address": .text("\(found.address)"),
                "machine": .text(found.answer.host), "token": .flag(found.answer.asksForToken),
                "tls": .flag(found.answer.speaksTLS),
            ])
    }
}

private actor FoundServers {
    private(set) var all: [DiscoveryBrowser.Found] = []

    func add(_ server: DiscoveryBrowser.Found) { all.append(server) }
}
