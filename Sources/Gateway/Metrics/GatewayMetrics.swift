import Metrics
import Observability

/// What the gateway counts, over swift-metrics.
struct GatewayMetrics: Sendable {
    let registry: PrometheusRegistry
    private let previewsSent: Counter
    private let previewsReplaced: Counter
    private let jobs: Gauge
    private let viewers: Gauge
    private let server: Gauge
    private let memory: Gauge

    init(_ registry: PrometheusRegistry) {
        self.registry = registry
        previewsSent = Counter(label: "reverie_gateway_previews_sent", factory: registry)
        previewsReplaced = Counter(label: "reverie_gateway_previews_replaced", factory: registry)
        jobs = Gauge(label: "reverie_gateway_jobs", factory: registry)
        viewers = Gauge(label: "reverie_gateway_viewers", factory: registry)
        server = Gauge(label: "reverie_gateway_server_up", factory: registry)
        memory = Gauge(label: "reverie_memory_bytes", factory: registry)
    }

    /// - Parameters:
    ///   - route: the declared path, with names for its parameters: there are only so many.
    ///   - method: of those that the interface knows; others count as one.
    func request(_ method: String, route: String, status: Int, took duration: Duration) {
        let known = ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"].contains(method)
        let dimensions = [("method", known ? method : "other"), ("route", route), ("status", "\(status)")]
        Recorder(label: "reverie_gateway_request_seconds", dimensions: dimensions, aggregate: true, factory: registry)
            .record(duration / .seconds(1))
    }

    /// A preview on its way to a browser, and those that it was too slow for.
    func previewSent(replacing replaced: UInt32) {
        previewsSent.increment()
        if replaced > 0 { previewsReplaced.increment(by: Int(replaced)) }
    }

    /// All figures as they are now.
    func text(jobsUnderWay: Int, viewers: Int, isServerHere: Bool) -> String {
        jobs.record(jobsUnderWay)
        self.viewers.record(viewers)
        server.record(isServerHere ? 1 : 0)
        if let bytes = ResidentMemory.bytes { memory.record(Double(bytes)) }
        return registry.text
    }
}
