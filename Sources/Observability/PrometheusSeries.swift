import Metrics
import Synchronization

/// A number that only grows.
final class PrometheusCounter: CounterHandler {
    private let count = Atomic<Int64>(0)

    var value: Int64 { count.load(ordering: .relaxed) }

    func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }

    func reset() { count.store(0, ordering: .relaxed) }
}

/// A number as it was last.
final class PrometheusGauge: RecorderHandler, MeterHandler {
    private let last = Mutex(0.0)

    var value: Double { last.withLock { $0 } }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) { last.withLock { $0 = value } }

    func set(_ value: Int64) { record(Double(value)) }

    func set(_ value: Double) { record(value) }

    func increment(by amount: Double) { last.withLock { $0 += amount } }

    func decrement(by amount: Double) { last.withLock { $0 -= amount } }
}

/// How often seconds fell at or below each bound.
final class PrometheusHistogram: RecorderHandler, TimerHandler {
    /// From a tenth of a millisecond to ten minutes: a step on a fast machine, and a job that waited on a slow one.
    static let bounds = [
        0.0001, 0.0003, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 600,
    ]

    private let state = Mutex((counts: [Int](repeating: 0, count: PrometheusHistogram.bounds.count + 1), sum: 0.0))

    /// Those at or below each bound, the last without one; and the sum.
    var values: (buckets: [Int], sum: Double) {
        state.withLock { state in
            var total = 0
            return (
                state.counts.map {
                    total += $0
                    return total
                }, state.sum
            )
        }
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let bucket = Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}
