import ArgumentParser
import DiffusionEngine
import DiffusionModel
import Foundation
import Logging
import Sampling
import Synchronization
import Tensor

struct JobsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "Whole jobs through the engine: pictures a second, many at once against one after another, previews.",
        discussion: """
            A job is one picture of 25 steps with guidance, two evaluations a step, by the model's own prompt. Many at once \
            share the network's batches.
            """)

    @OptionGroup var arguments: ModelArguments

    @Option(help: "Jobs at once.")
    var jobs = 8

    @Option(help: "Threads.")
    var threads = 2

    @Option(help: "Rounds, of which the medians are printed.")
    var rounds = 7

    func validate() throws {
        guard (2...16).contains(jobs) else { throw ValidationError("--jobs must be 2 to 16.") }
        guard (1...64).contains(threads) else { throw ValidationError("--threads must be 1 to 64.") }
        guard (1...1000).contains(rounds) else { throw ValidationError("--rounds must be 1 to 1000.") }
    }

    func run() throws {
        let batch = 2 * jobs
        let model = try LoadedModel.load(
            folder: arguments.model, threadPool: ThreadPool(threads: threads), maximumBatch: batch)
        let manifest = model.manifest
        let engine = DiffusionEngine(
            models: [model], maximumBatch: batch, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        var request = GenerationRequest(
            model: manifest.name, prompt: manifest.prompts.first?.embedding ?? [], seed: 1, steps: 25,
            sampler: .dpmpp2m, guidanceScale: 2)
        if manifest.prompts.isEmpty {
            request.prompt = [Float](repeating: 0.05, count: manifest.network.promptWidth)
        }
        let runner = JobRunner(engine: engine, request: request)
        try runner.run(2)
        var figures = (
            apart: [Double](), together: [Double](), alone: [Double](), first: [Double](), preview: [Double]()
        )
        for _ in 0..<rounds {
            figures.apart.append(try runner.seconds { for _ in 0..<jobs { try runner.run(1) } })
            figures.together.append(try runner.seconds { try runner.run(jobs) })
            let watched = try runner.watch(beside: jobs - 1)
            figures.first.append(watched.first)
            figures.preview.append(watched.cost)
            figures.alone.append(try runner.seconds { try runner.run(1) })
        }
        let (apart, together) = (Self.median(figures.apart), Self.median(figures.together))
        func line(_ name: String, _ value: String) { print(name.rightPadded(46), value) }
        line("one job alone", "\((Self.median(figures.alone) * 1e3).text(1)) ms")
        line(
            "\(jobs) jobs one after another",
            "\((apart * 1e3).text(1)) ms, \((Double(jobs) / apart).text(2)) pictures/s")
        line("\(jobs) jobs at once", "\((together * 1e3).text(1)) ms, \((Double(jobs) / together).text(2)) pictures/s")
        line("at once to one after another", (apart / together).text(3))
        line("one step of all", "\((together / 25 * 1e3).text(2)) ms")
        line("first preview of a job beside \(jobs - 1) others", "\((Self.median(figures.first) * 1e3).text(2)) ms")
        line("making a preview", "\((Self.median(figures.preview) * 1e6).text(1)) us")
        if let memory = ResidentMemory.megabytes { line("resident", "\(memory.text(1)) MB") }
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}

/// Submits jobs and waits for their ends.
private final class JobRunner {
    private let engine: DiffusionEngine
    private let request: GenerationRequest
    private var id: UInt64 = 0

    init(engine: DiffusionEngine, request: GenerationRequest) {
        self.engine = engine
        self.request = request
    }

    func seconds(_ body: () throws -> Void) rethrows -> Double {
        try ContinuousClock().measure(body) / .seconds(1)
    }

    /// So many jobs at once, to their ends.
    func run(_ count: Int) throws {
        let ended = DispatchSemaphore(value: 0)
        for _ in 0..<count { try submit { if $0.isTerminal { ended.signal() } } }
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

    private func submit(previewEvery: Int = 0, _ sink: @escaping @Sendable (EngineEvent) -> Void) throws {
        id += 1
        var request = request
        (request.seed, request.previewEvery) = (id, previewEvery)
        try engine.submit(id: id, request, sink: sink)
    }
}
