import Logging
import Synchronization
import Testing

@testable import DiffusionEngine
@testable import Sampling

@Suite(.timeLimit(.minutes(5))) struct DiffusionEngineTests {
    private let denoiser = FakeDenoiser()

    private func engine(_ denoiser: FakeDenoiser, maximumBatch: Int = 8) -> DiffusionEngine {
        DiffusionEngine(
            residents: [FakeDenoiser.resident(denoiser: denoiser)], manifests: [], maximumBatch: maximumBatch,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func request(
        prompt: [Float]? = [0.2, 0, 0], seed: UInt64 = 7, count: Int = 1, steps: Int = 10,
        sampler: SamplerKind = .dpmpp2m, guidanceScale: Float = 2, previewEvery: Int = 0
    ) -> GenerationRequest {
        GenerationRequest(
            model: "fake", prompt: prompt, seed: seed, count: count, steps: steps, sampler: sampler, eta: 0.5,
            guidanceScale: guidanceScale, previewEvery: previewEvery)
    }

    /// Why the engine refuses a job, nil if it does not.
    private func refusal(_ engine: DiffusionEngine, id: UInt64) -> EngineError? {
        do throws(EngineError) {
            try engine.submit(id: id, request()) { _ in Issue.record("an event for a refused job") }
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: SamplerKind.allCases, [Float(0), 1, 2.5])
    func `a job gives the pictures that its samplers make`(sampler: SamplerKind, guidanceScale: Float) async throws {
        let engine = engine(denoiser)
        let request = request(count: 3, sampler: sampler, guidanceScale: guidanceScale)
        let log = EventLog()
        try engine.submit(id: 1, request, sink: log.sink)
        let events = await log.whole()
        #expect(events.first == .started(steps: 10, count: 3))
        #expect(events.images == FakeDenoiser.pictures(request))
        #expect(Set(events.images).count == 3)
        guard case .finished(let total, let evaluations) = events.last else {
            Issue.record("ended with \(String(describing: events.last))")
            return
        }
        #expect(events.count == 5 && total > .zero)
        #expect(evaluations == request.parameters.evaluations * (guidanceScale == 2.5 ? 6 : 3))
        #expect(denoiser.batches.withLock { $0.reduce(0, +) } == evaluations)
        await engine.stop()
    }

    @Test(arguments: [(1, Array(1...10)), (3, [3, 6, 9]), (10, [10]), (11, []), (0, [])])
    func `previews come at every so many steps and none is lost`(every: Int, steps: [Int]) async throws {
        let engine = engine(denoiser)
        let log = EventLog()
        try engine.submit(id: 1, request(count: 2, previewEvery: every), sink: log.sink)
        let previews = await log.whole().previews
        #expect(previews.map(\.step) == steps)
        #expect(previews.map(\.timestep) == steps.map { 4 * (11 - $0) })
        #expect(previews.allSatisfy { $0.steps == 10 && $0.pixels.count == 2 * 12 })
        #expect(previews.allSatisfy { $0.cost > .zero && $0.cost < .seconds(1) })
        #expect(previews.allSatisfy { $0.step == 10 ? $0.remaining == .zero : ($0.remaining ?? .zero) > .zero })
        await engine.stop()
    }

    @Test func `a turn ends when all of its events have been told`() async throws {
        let denoiser = FakeDenoiser(isGated: true)
        let engine = engine(denoiser)
        // How many events, starts aside, had come at the end of each turn in which some did.
        let counts = Mutex<(events: Int, atEnds: [Int])>((0, []))
        engine.afterEachTurn {
            counts.withLock { if $0.atEnds.last ?? 0 != $0.events { $0.atEnds.append($0.events) } }
        }
        let logs = [EventLog(), EventLog(), EventLog()]
        for (id, log) in logs.enumerated() {
            let sink = log.sink
            try engine.submit(id: UInt64(id), request(steps: 3, previewEvery: 1)) { event in
                if case .started = event {} else { counts.withLock { $0.events += 1 } }
                sink(event)
            }
        }
        denoiser.open(9)
        for log in logs { _ = await log.whole() }
        await engine.stop()
        let ends = counts.withLock { $0.atEnds }
        // Of the three jobs, that may have begun at different turns, each has one preview a turn, and its last turn also has
        // the picture and the end; no turn ended between two of them.
        #expect(ends.last == 3 * 5 && ends.count <= 5)
    }

    @Test(.timeLimit(.minutes(1))) func `who is told of a start does not wait for a batch`() async throws {
        let denoiser = FakeDenoiser(isGated: true)
        let engine = engine(denoiser)
        let start = Mutex((hasCome: false, isTold: false))
        engine.afterEachTurn { start.withLock { $0.isTold = $0.hasCome } }
        let log = EventLog()
        let sink = log.sink
        try engine.submit(id: 1, request(steps: 1, previewEvery: 1)) { event in
            if case .started = event { start.withLock { $0.hasCome = true } }
            sink(event)
        }
        // The network has not been let through: the batch is under way, or about to be.
        while !start.withLock({ $0.isTold }) { try await Task.sleep(for: .milliseconds(1)) }
        denoiser.open(1)
        _ = await log.whole()
        await engine.stop()
    }

    @Test(arguments: SamplerKind.allCases)
    func `previews show what the network was shown and what it predicted`(sampler: SamplerKind) async throws {
        let engine = engine(denoiser)
        let log = EventLog()
        let request = request(count: 2, sampler: sampler, previewEvery: 1)
        try engine.submit(id: 1, request, sink: log.sink)
        let events = await log.whole()
        let noise = (0..<2).map { NoiseSource(seed: 7, image: $0).initial(count: FakeDenoiser.elements) }
        var first: [UInt8] = []
        Pixels.append(Array(noise.joined()), to: &first)
        // Heun's last evaluation in a step is at its second point.
        if sampler != .heun { #expect(events.previews.first?.pixels.suffix(12) == first[...]) }
        #expect(events.previews.last?.pixels.prefix(12) == events.images.flatMap { $0 }[...])
        #expect(Set(events.previews.map(\.pixels)).count == 10)
        await engine.stop()
    }

    @Test(arguments: SamplerKind.allCases)
    func `some pictures of a job are what they are among all`(sampler: SamplerKind) async throws {
        let engine = engine(denoiser)
        let whole = FakeDenoiser.pictures(request(count: 9, sampler: sampler))
        var request = request(count: 9, sampler: sampler, previewEvery: 1)
        request.pictures = [0, 3, 8]
        let log = EventLog()
        try engine.submit(id: 1, request, sink: log.sink)
        let events = await log.whole()
        #expect(events.first == .started(steps: 10, count: 3))
        let images = events.compactMap { if case .image(let index, let pixels) = $0 { (index, pixels) } else { nil } }
        #expect(images.map(\.0) == [0, 3, 8] && images.map(\.1) == [0, 3, 8].map { whole[$0] })
        #expect(events.previews.last?.pixels.prefix(18) == images.flatMap(\.1)[...])
        guard case .finished(_, let evaluations) = events.last else { return #expect(Bool(false)) }
        #expect(evaluations == request.evaluationCount && evaluations == request.parameters.evaluations * 6)
        await engine.stop()
    }

    @Test(arguments: [2, 3, 5, 16])
    func `pictures are the same alone and among strangers`(maximumBatch: Int) async throws {
        let engine = engine(denoiser, maximumBatch: maximumBatch)
        var jobs: [(GenerationRequest, EventLog)] = []
        for number in 0..<24 {
            let request = request(
                prompt: number % 5 == 0 ? nil : [Float(number) / 30, 0, 0], seed: UInt64(number), count: 1 + number % 7,
                steps: 1 + number * 39 / 23, sampler: SamplerKind.allCases[number % SamplerKind.allCases.count],
                guidanceScale: Float(number % 4))
            let log = EventLog()
            try await engine.submitWhenFree(id: UInt64(number), request, sink: log.sink)
            jobs.append((request, log))
        }
        for (request, log) in jobs {
            let events = await log.whole()
            #expect(events.images == FakeDenoiser.pictures(request))
        }
        #expect(denoiser.batches.withLock { $0.max() ?? 0 } <= maximumBatch)
        await engine.stop()
    }

    @Test func `a running job stops at the next step`() async throws {
        let denoiser = FakeDenoiser(isGated: true)
        let engine = engine(denoiser)
        let log = EventLog()
        try engine.submit(id: 1, request(previewEvery: 1), sink: log.sink)
        denoiser.open(2)
        denoiser.waitForCalls(3)
        engine.cancel(id: 1)
        engine.cancel(id: 1)
        engine.cancel(id: 99)
        denoiser.open(1)
        let events = await log.whole()
        #expect(events.previews.map(\.step) == [1, 2, 3])
        guard case .cancelled(let step, let after) = events.last else {
            Issue.record("ended with \(String(describing: events.last))")
            return
        }
        #expect(step == 3 && after > .zero)
        // Its id and its room are free again.
        let next = EventLog()
        try engine.submit(id: 1, request(), sink: next.sink)
        denoiser.open(10)
        #expect(await next.whole().images == FakeDenoiser.pictures(request()))
        await engine.stop()
    }

    @Test func `a job that finds the batches full is refused, and when it would start can be told`() async throws {
        let denoiser = FakeDenoiser(isGated: true)
        let engine = engine(denoiser, maximumBatch: 2)
        let (first, second) = (EventLog(), EventLog())
        try engine.submit(id: 0, request(steps: 4), sink: first.sink)
        denoiser.waitForCalls(1)
        #expect(refusal(engine, id: 1)?.code == .busy)
        #expect(refusal(engine, id: 0)?.code == .idInUse)
        #expect(engine.forecast([request()]) == [nil])
        denoiser.open(1)
        denoiser.waitForCalls(1)
        var foreign = request()
        foreign.model = "nobody's"
        let forecast = engine.forecast([request(steps: 4), foreign, request()])
        let pace = try #require(engine.stepTimes["fake"]?.estimate(rows: 2))
        #expect(forecast[1] == nil)
        #expect(
            (try #require(forecast[0]) / pace - 2).magnitude < 1e-3, "after the batches that the first job has left")
        #expect((try #require(forecast[2]) / pace - 6).magnitude < 1e-3)
        denoiser.open(100)
        #expect(await first.whole().images.count == 1)
        try await engine.submitWhenFree(id: 1, request(), sink: second.sink)
        #expect(await second.whole().images == FakeDenoiser.pictures(request()))
        await engine.stop()
    }

    @Test func `every batch is reported`() async throws {
        let reports = Mutex<[BatchReport]>([])
        let engine = DiffusionEngine(
            residents: [FakeDenoiser.resident(denoiser: denoiser)], manifests: [], maximumBatch: 8,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { report in reports.withLock { $0.append(report) } }
        let log = EventLog()
        try engine.submit(id: 1, request(count: 3), sink: log.sink)
        _ = await log.whole()
        await engine.stop()
        let seen = reports.withLock { $0 }
        #expect(seen.map(\.rows) == [Int](repeating: 6, count: 10))
        #expect(seen.allSatisfy { $0.model == "fake" && $0.duration > .zero })
    }

    @Test func `stopping cancels everything and refuses what comes after`() async throws {
        let denoiser = FakeDenoiser(isGated: true)
        let engine = engine(denoiser, maximumBatch: 2)
        let log = EventLog()
        try engine.submit(id: 1, request(), sink: log.sink)
        denoiser.waitForCalls(1)
        async let first: Void = engine.stop()
        async let second: Void = engine.stop()
        while refusal(engine, id: 2)?.code != .stopped { await Task.yield() }
        denoiser.open(100)
        await first
        await second
        await engine.stop()
        let events = await log.whole()
        guard case .cancelled(let step, _) = events.last else {
            Issue.record("\(events)")
            return
        }
        #expect(step < 10)
        #expect(refusal(engine, id: 3)?.code == .stopped)
    }

    @Test func `a job whose network fails is told so and harms no other`() async throws {
        let engine = engine(denoiser)
        let (bad, good) = (EventLog(), EventLog())
        try engine.submit(id: 1, request(prompt: [FakeDenoiser.poison, 0, 0], count: 4), sink: bad.sink)
        try engine.submit(id: 2, request(), sink: good.sink)
        let events = await (bad.whole(), good.whole())
        guard case .failed(let message) = events.0.last else {
            Issue.record("\(events.0)")
            return
        }
        #expect(message.contains("not finite"))
        #expect(events.0.images.isEmpty)
        #expect(events.1.images == FakeDenoiser.pictures(request()))
        let again = EventLog()
        try engine.submit(id: 1, request(), sink: again.sink)
        #expect(await again.whole().images.count == 1)
        await engine.stop()
    }

    @Test func `several models share the thread`() async throws {
        let others = (0..<3).map { _ in FakeDenoiser() }
        let engine = DiffusionEngine(
            residents: others.enumerated().map { FakeDenoiser.resident("model-\($0)", denoiser: $1) }, manifests: [],
            maximumBatch: 4, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        var logs: [EventLog] = []
        for index in others.indices {
            var request = request()
            request.model = "model-\(index)"
            logs.append(EventLog())
            try engine.submit(id: UInt64(index), request, sink: logs[index].sink)
        }
        for log in logs {
            #expect(await log.whole().images == FakeDenoiser.pictures(request()))
        }
        #expect(others.allSatisfy { $0.batches.withLock { $0 } == [Int](repeating: 2, count: 10) })
        await engine.stop()
    }

    @Test func `an engine that is let go stops by itself`() async throws {
        let denoiser = FakeDenoiser(isGated: true)
        let log = EventLog()
        do {
            let engine = engine(denoiser)
            try engine.submit(id: 1, request(), sink: log.sink)
            denoiser.waitForCalls(1)
        }
        denoiser.open(100)
        guard case .cancelled(step: 1, _) = await log.whole().last else {
            Issue.record("\(log.events)")
            return
        }
    }
}
