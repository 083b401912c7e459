import DiffusionEngine
import DiffusionModel
import DurableFiles
import Foundation
import Logging
import Metrics
import Synchronization
import Tensor
import TestSupport
import Testing
import WireProtocol
import WireTransport

@testable import InferenceService

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A service over a real network, small and with random weights: 8x8 grey, T = 1000, four rows a batch. Its jobs are in
/// `folder`, where another may have left some.
func withService(
    folder: TemporaryFolder? = nil, quotas: Quotas = Quotas(), retention: Retention = Retention(),
    drafts: DraftCache = DraftCache(), files: any FileOperations = SystemFiles(ownerOnly: true),
    encoder: any TextEncoder = FakeEncoder(),
    _ body: (JobService) async throws -> Void
) async throws {
    let folder = try folder ?? TemporaryFolder()
    let (store, recovery) = try JobStore.open(folder: folder.path, retention: retention, files: files)
    let weights = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "DiffusionModelTests/Goldens/plain").path()
    let model = try LoadedModel.load(folder: weights, threadPool: ThreadPool(threads: 1), maximumBatch: 4)
    let engine = DiffusionEngine(models: [model], maximumBatch: 4, logger: quiet)
    let coordinator = JobCoordinator(
        engine: engine, encoder: encoder, store: store, quotas: quotas, drafts: drafts,
        metrics: ServiceMetrics(factory: NOOPMetricsHandler.instance), logger: quiet)
    coordinator.recover(recovery)
    do {
        try await body(JobService(coordinator: coordinator, weightBytes: ["plain": 5], version: "test", logger: quiet))
    } catch {
        await coordinator.stop()
        throw error
    }
    await coordinator.stop()
}

extension JobService {
    /// A submit by nobody in particular.
    func submit(_ request: SubmitRequest, viewer: Viewer) async throws(WireError) -> Accepted {
        try await submit(request, from: ClientIdentity(address: "192.0.2.1", name: "test"), viewer: viewer)
    }
}

/// Keeps what a viewer is told, and waits for the end.
final class Witness: Sendable {
    private let events = Mutex<[JobEvent]>([])
    private let end = AsyncStream<Void>.makeStream()

    var viewer: Viewer { viewer(of: Viewing()) }

    func viewer(of viewing: Viewing) -> Viewer {
        Viewer(viewing: viewing) { [self] event in
            events.withLock { $0.append(event) }
            if event.isTerminal { end.continuation.finish() }
        }
    }

    /// Returns when a preview of this step, or a later one, has come.
    func wait(forPreview step: UInt32) async {
        while !events.withLock({ $0.previews.contains { $0.step >= step } || $0.last?.isTerminal == true }) {
            try? await Task.sleep(for: .milliseconds(1))
        }
    }

    /// Returns when the job waits with so many ahead of it.
    func wait(forPlace place: UInt32) async {
        while !events.withLock({ $0.places.contains(place) }) { try? await Task.sleep(for: .milliseconds(1)) }
    }

    /// All events, once the terminal one has come.
    func all() async -> [JobEvent] {
        for await _ in end.stream {}
        return events.withLock { $0 }
    }
}

extension [JobEvent] {
    var images: [ImageEvent] {
        compactMap { if case .image(let image) = $0 { image } else { nil } }
    }

    /// The places in the queue that were told.
    var places: [UInt32] {
        compactMap { if case .queued(let queued) = $0 { queued.position } else { nil } }
    }

    var previews: [Preview] {
        compactMap { if case .preview(let preview) = $0 { preview } else { nil } }
    }
}

extension SubmitRequest {
    /// A small job for the model of ``withService(_:)``.
    static func small(prompt: String = "", seed: UInt64 = 7, count: UInt8 = 2, steps: UInt32 = 4) -> SubmitRequest {
        SubmitRequest(
            recipe: JobRecipe(
                model: "plain", prompt: prompt, seed: seed, count: count, steps: steps, sampler: "ddim",
                guidanceScale: 2))
    }
}
