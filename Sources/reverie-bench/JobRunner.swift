import DiffusionEngine
import DiffusionModel
import Dispatch
import Logging
import Sampling
import Synchronization
import Tensor

/// Submits jobs and waits for their ends.
final class JobRunner {
    private let engine: DiffusionEngine
    private let request: GenerationRequest
    private var id: UInt64 = 0

    init(folder: String, threads: Int, maximumBatch: Int) throws {
        let model = try LoadedModel.load(
            folder: folder, threadPool: ThreadPool(threads: threads), maximumBatch: maximumBatch)
        let manifest = model.manifest
        let prompt = manifest.prompts.first?.embedding
        request = GenerationRequest(
            model: manifest.name, prompt: prompt ?? [Float](repeating: 0.05, count: manifest.network.promptWidth),
            seed: 1, steps: 25, sampler: .dpmpp2m, guidanceScale: 2)
        engine = DiffusionEngine(
            models: [model], maximumBatch: maximumBatch,
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
    }

    func seconds(_ body: () throws -> Void) rethrows -> Double {
        try ContinuousClock().measure(body) / .seconds(1)
    }

    /// So many jobs at once, to their ends.
    func run(_ count: Int, steps: Int = 25) throws {
        let ended = DispatchSemaphore(value: 0)
        for _ in 0..<count { try submit(steps: steps) { if $0.isTerminal { ended.signal() } } }
        for _ in 0..<count { ended.wait() }
    }

    /// One job that begins while as many others run: seconds to its first preview, and the mean that a preview cost.
    func watch(beside others: Int) throws -> (first: Double, cost: Double) {
        let (began, ended) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        for _ in 0..<others {
            try submit(previewEvery: 1) { event in
                if case .preview(let frame) = event, frame.step == 2 { began.signal() }
                if event.isTerminal { ended.signal() }
            }
        }
        for _ in 0..<others { began.wait() }
        let start = ContinuousClock.now
        let seen = Mutex<(first: Double?, costs: [Double])>((nil, []))
        try submit(previewEvery: 1) { event in
            if case .preview(let frame) = event {
                let elapsed = (ContinuousClock.now - start) / .seconds(1)
                seen.withLock {
                    $0.first = $0.first ?? elapsed
                    $0.costs.append(frame.cost / .seconds(1))
                }
            }
            if event.isTerminal { ended.signal() }
        }
        for _ in 0...others { ended.wait() }
        return seen.withLock { ($0.first ?? .nan, $0.costs.reduce(0, +) / Double(max($0.costs.count, 1))) }
    }

    private func submit(
        steps: Int = 25, previewEvery: Int = 0, _ sink: @escaping @Sendable (EngineEvent) -> Void
    ) throws {
        id += 1
        var request = request
        (request.seed, request.steps, request.previewEvery) = (id, steps, previewEvery)
        try engine.submit(id: id, request, sink: sink)
    }
}
