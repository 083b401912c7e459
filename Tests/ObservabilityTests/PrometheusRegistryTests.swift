import Metrics
import Testing

@testable import Observability

@Suite struct PrometheusRegistryTests {
    @Test func itIsWrittenAsPrometheusReadsIt() {
        let registry = PrometheusRegistry()
        Counter(label: "jobs_ended", dimensions: [("outcome", "finished")], factory: registry).increment(by: 3)
        Counter(label: "jobs_ended", dimensions: [("outcome", "finished")], factory: registry).increment()
        Counter(label: "jobs_ended", dimensions: [("outcome", "a \"b\"\\\n")], factory: registry).increment()
        Gauge(label: "9 lives", factory: registry).record(2.5)
        let text = registry.text
        #expect(
            text == """
                # TYPE _9_lives gauge
                _9_lives 2.5
                # TYPE jobs_ended_total counter
                jobs_ended_total{outcome="a \\"b\\"\\\\\\n"} 1
                jobs_ended_total{outcome="finished"} 4

                """)
    }

    @Test func histogramsAreCumulative() {
        let registry = PrometheusRegistry()
        let timer = Timer(label: "step_seconds", factory: registry)
        timer.recordMilliseconds(4)
        timer.recordMilliseconds(4)
        timer.recordSeconds(40)
        let lines = registry.text.split(separator: "\n")
        #expect(lines.first == "# TYPE step_seconds histogram")
        #expect(lines.contains("step_seconds_bucket{le=\"0.002\"} 0"))
        #expect(lines.contains("step_seconds_bucket{le=\"0.005\"} 2"))
        #expect(lines.contains("step_seconds_bucket{le=\"30.0\"} 2"))
        #expect(lines.contains("step_seconds_bucket{le=\"+Inf\"} 3"))
        #expect(lines.contains("step_seconds_count 3") && lines.contains("step_seconds_sum 40.008"))
    }

    @Test func aLabelKeepsItsKind() {
        let registry = PrometheusRegistry()
        Counter(label: "x", factory: registry).increment()
        Gauge(label: "x", factory: registry).record(7)
        #expect(registry.text == "# TYPE x_total counter\nx_total 1\n")
    }
}
