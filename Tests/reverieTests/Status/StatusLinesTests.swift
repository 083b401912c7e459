import Testing
import WireProtocol

@testable import reverie

@Suite struct StatusLinesTests {
    @Test func `what the server knows is told`() {
        let report = StatusReport(
            uptimeMilliseconds: 65_000, connections: 3, queued: 2, running: 1, finished: 410, cancelled: 7, failed: 0,
            waitMilliseconds: 1500, memoryBytes: 52_428_800, load: 1.5, temperature: 5150, throttling: .yes,
            models: [
                ResidentModel(name: "fashion", bytes: 16_777_216, stepTimes: [.init(batch: 2, microseconds: 21_040)])
            ])
        #expect(
            StatusLines.lines(report) == [
                "  up           1 min 5 s", "  connections  3",
                "  jobs         1 running, 2 waiting; 410 finished, 7 cancelled, 0 failed",
                "  next starts  in about 1.5 s", "  memory       50.0 MiB", "  load         1.50",
                "  temperature  51.5 °C", "  throttled    The machine is hot or short of power.",
                "  model        fashion, 16.0 MiB, 21.0 ms a step of 2",
            ])
    }

    @Test func `what it does not know is left out`() {
        let report = StatusReport(
            uptimeMilliseconds: .max, connections: 1, queued: 0, running: 0, finished: 0, cancelled: 0, failed: 0,
            models: [ResidentModel(name: "a\u{1B}[31m", bytes: 0, stepTimes: [])])
        let lines = StatusLines.lines(report)
        #expect(lines.count == 4)
        #expect(lines.last == "  model        a\u{FFFD}[31m")
    }

    @Test func `degrees below zero keep their sign`() {
        let report = StatusReport(
            uptimeMilliseconds: 0, connections: 1, queued: 0, running: 0, finished: 0, cancelled: 0, failed: 0,
            waitMilliseconds: 0, temperature: -250, models: [])
        #expect(StatusLines.lines(report).contains("  temperature  -2.5 °C"))
        #expect(StatusLines.lines(report).contains("  next starts  at once"))
    }
}
