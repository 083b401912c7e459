import WireProtocol

/// How a server is, in lines for people.
enum StatusLines {
    /// What the server does not know is left out.
    static func lines(_ report: StatusReport) -> [String] {
        var lines = [
            "  up           \(Duration.milliseconds(Int64(clamping: report.uptimeMilliseconds)).rounded)",
            "  connections  \(report.connections)",
            "  jobs         \(report.running) running, \(report.queued) waiting; "
                + "\(report.finished) finished, \(report.cancelled) cancelled, \(report.failed) failed",
        ]
        if let wait = Duration(wireMilliseconds: report.waitMilliseconds) {
            lines.append("  next starts  \(wait == .zero ? "at once" : "in about \(wait.rounded)")")
        }
        if report.memoryBytes > 0 { lines.append("  memory       \(megabytes(report.memoryBytes))") }
        if report.load >= 0 { lines.append("  load         \(Double(report.load).text(decimals: 2))") }
        if report.temperature != StatusReport.unknownTemperature {
            let degrees = (Double(report.temperature.magnitude) / 100).text(decimals: 1)
            lines.append("  temperature  \(report.temperature < 0 ? "-" : "")\(degrees) °C")
        }
        if report.throttling == .yes { lines.append("  throttled    The machine is hot or short of power.") }
        for model in report.models {
            let times = model.stepTimes.map { time in
                "\((Double(time.microseconds) / 1000).text(decimals: 1)) ms a step of \(time.batch)"
            }
            let size = model.bytes > 0 ? [megabytes(model.bytes)] : []
            lines.append("  model        " + ([model.name.printable] + size + times).joined(separator: ", "))
        }
        return lines
    }

    static func megabytes(_ bytes: UInt64) -> String {
        "\((Double(bytes) / 1_048_576).text(decimals: 1)) MiB"
    }
}
