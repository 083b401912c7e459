import Testing
import WireProtocol

@testable import reverie

@Suite struct StatusScreenTests {
    @Test(arguments: [Float.infinity, -.infinity, .nan, .greatestFiniteMagnitude])
    func `a load that is none is drawn`(load: Float) {
        var screen = StatusScreen(heading: "a server")
        for load in [1, load, 2] {
            screen.take(
                StatusReport(
                    uptimeMilliseconds: 1, connections: 1, queued: 0, running: 0, finished: 0, cancelled: 0, failed: 0,
                    load: load, models: []))
        }
        let lines = screen.lines(size: TerminalSize(columns: 80, rows: 24))
        #expect(lines.contains { $0.hasPrefix("  load  ") && $0.contains("█") })
    }
}
