/// What clients under load saw, as numbers to print.
struct LoadFigures {
    struct Sample {
        let client: Int
        /// From SUBMIT to the job's start, to its first preview, to its end.
        let wait: Duration
        let firstPreview: Duration?
        let total: Duration
        let pictures: Int
        /// What making the previews cost the server.
        let previewCost: Duration
    }

    private(set) var samples: [Sample] = []
    /// Jobs that did not end in all their pictures.
    private(set) var lost: [String] = []
    /// The server's memory over time.
    private var memory: [(seconds: Double, bytes: Double)] = []

    mutating func add(_ sample: Sample) { samples.append(sample) }

    mutating func addLoss(_ reason: String) { lost.append(reason) }

    mutating func addMemory(_ bytes: UInt64, at time: Duration) {
        memory.append((time / .seconds(1), Double(bytes)))
    }

    /// The smallest value that is no less than `share` of all.
    static func percentile(_ share: Double, of values: [Duration]) -> Duration? {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return nil }
        return sorted[min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.up)) - 1)]
    }

    /// Bytes a minute, by least squares over the second half, when everything has been seen once.
    var memorySlope: Double? {
        let points = memory.suffix(memory.count / 2)
        guard points.count >= 2 else { return nil }
        let x = points.reduce(0) { $0 + $1.seconds } / Double(points.count)
        let y = points.reduce(0) { $0 + $1.bytes } / Double(points.count)
        let spread = points.reduce(0) { $0 + ($1.seconds - x) * ($1.seconds - x) }
        guard spread > 0 else { return nil }
        return points.reduce(0) { $0 + ($1.seconds - x) * ($1.bytes - y) } / spread * 60
    }

    /// Of each client's jobs, from SUBMIT to the end.
    var meanWaits: [Duration] {
        Dictionary(grouping: samples, by: \.client).values.map { samples in
            samples.map(\.total).reduce(.zero, +) / samples.count
        }.sorted()
    }

    func lines(elapsed: Duration) -> [String] {
        let previews = samples.compactMap(\.firstPreview)
        func text(_ duration: Duration?) -> String { duration.map { $0.inMilliseconds } ?? "none" }
        func median(_ values: [Duration]) -> String { text(Self.percentile(0.5, of: values)) }
        let cost = samples.map(\.previewCost).reduce(.zero, +)
        var lines = [
            "\(samples.count) jobs with \(samples.reduce(0) { $0 + $1.pictures }) pictures in \(elapsed.inMilliseconds); lost: \(lost.count)",
            "first preview: p50 \(median(previews)), p99 \(text(Self.percentile(0.99, of: previews)))",
            "a job: p50 \(median(samples.map(\.total))), p99 \(text(Self.percentile(0.99, of: samples.map(\.total))))",
            "a client's jobs on average: fastest \(text(meanWaits.first)), slowest \(text(meanWaits.last))",
            "making previews: \(Self.percent(cost / elapsed)) of the time",
        ]
        if let last = memory.last, let slope = memorySlope {
            lines.append(
                "server memory: \(Int(last.bytes / 1e6)) MB at the end, \(Int((slope / 1e3).rounded())) kB a minute over the second half"
            )
        }
        return lines + Set(lost).sorted().prefix(5).map { "lost: \($0)" }
    }

    private static func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
}
