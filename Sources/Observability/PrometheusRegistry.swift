package import Metrics
import Synchronization

/// The figures of the process, over swift-metrics, in Prometheus' text form (exposition format 0.0.4).
///
/// Counters become counters with `_total` at the end of their names, gauges and meters gauges; recorders that aggregate and timers become histograms of seconds.
package final class PrometheusRegistry: MetricsFactory {
    /// A family's label, and what tells its members apart.
    struct Key: Hashable {
        let label: String
        let dimensions: [[String]]
    }

    enum Series {
        case counter(PrometheusCounter)
        case gauge(PrometheusGauge)
        case histogram(PrometheusHistogram)
    }

    private let series = Mutex<[Key: Series]>([:])

    package init() {}

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let made = existing(label, dimensions) { .counter(PrometheusCounter()) }
        if case .counter(let counter) = made { return counter }
        return NOOPMetricsHandler.instance
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        switch existing(
            label, dimensions, { aggregate ? .histogram(PrometheusHistogram()) : .gauge(PrometheusGauge()) })
        {
        case .gauge(let gauge): gauge
        case .histogram(let histogram): histogram
        case .counter: NOOPMetricsHandler.instance
        }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        let made = existing(label, dimensions) { .gauge(PrometheusGauge()) }
        if case .gauge(let gauge) = made { return gauge }
        return NOOPMetricsHandler.instance
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let made = existing(label, dimensions) { .histogram(PrometheusHistogram()) }
        if case .histogram(let histogram) = made { return histogram }
        return NOOPMetricsHandler.instance
    }

    // A series keeps counting when whoever made it is gone.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    private func existing(_ label: String, _ dimensions: [(String, String)], _ make: () -> Series) -> Series {
        let key = Key(label: label, dimensions: dimensions.map { [$0.0, $0.1] })
        return series.withLock { series in
            if let known = series[key] { return known }
            let made = make()
            series[key] = made
            return made
        }
    }

    /// All figures as they are now, families and members by name.
    package var text: String {
        let families = Dictionary(grouping: series.withLock { $0 }) { $0.key.label }
        return families.sorted { $0.key < $1.key }.map { label, members in
            let isCounter = members.contains { $0.value.kind == "counter" }
            let name = Self.name(label) + (isCounter ? "_total" : "")
            let sorted = members.map { (labels: Self.labels($0.key.dimensions), series: $0.value) }
                .sorted { $0.labels.joined() < $1.labels.joined() }
            let lines = sorted.flatMap { $0.series.lines(name, $0.labels) }
            return "# TYPE \(name) \(sorted.first?.series.kind ?? "untyped")\n" + lines.map { $0 + "\n" }.joined()
        }.joined()
    }

    /// A metric's name may have letters, digits, underscores and colons.
    private static func name(_ label: String) -> String {
        let name = label.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ":") ? $0 : "_" }
        return (name.first?.isNumber == true ? "_" : "") + String(name)
    }

    private static func labels(_ dimensions: [[String]]) -> [String] {
        dimensions.compactMap { pair in
            guard let key = pair.first, let value = pair.last else { return nil }
            let escaped = value.map { character in
                switch character {
                case "\\": "\\\\"
                case "\"": "\\\""
                case "\n": "\\n"
                default: String(character)
                }
            }
            return "\(name(key))=\"\(escaped.joined())\""
        }
    }
}

extension PrometheusRegistry.Series {
    fileprivate var kind: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }

    fileprivate func lines(_ name: String, _ labels: [String]) -> [String] {
        func line(_ suffix: String, bound: String? = nil, _ value: some CustomStringConvertible) -> String {
            let all = labels + (bound.map { ["le=\"\($0)\""] } ?? [])
            return name + suffix + (all.isEmpty ? "" : "{" + all.joined(separator: ",") + "}") + " \(value)"
        }
        switch self {
        case .counter(let counter): return [line("", counter.value)]
        case .gauge(let gauge): return [line("", gauge.value)]
        case .histogram(let histogram):
            let (buckets, sum) = histogram.values
            let bounds = PrometheusHistogram.bounds.map { "\($0)" } + ["+Inf"]
            return zip(bounds, buckets).map { line("_bucket", bound: $0, $1) }
                + [line("_sum", sum), line("_count", buckets.last ?? 0)]
        }
    }
}
