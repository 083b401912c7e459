import DiffusionEngine
import DiffusionModel
import Foundation
import Logging
import Synchronization
import Tensor
import Testing
import WireProtocol
import WireTransport

@testable import InferenceService

private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A service over a real network, small and with random weights: 8x8 grey, T = 1000.
func withService(_ body: (JobService) async throws -> Void) async throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "DiffusionModelTests/Goldens/plain").path()
    let model = try LoadedModel.load(folder: folder, threadPool: ThreadPool(threads: 1), maximumBatch: 4)
    let engine = DiffusionEngine(models: [model], maximumBatch: 4, logger: quiet)
    do {
        try await body(JobService(engine: engine, version: "test", logger: quiet))
    } catch {
        await engine.stop()
        throw error
    }
    await engine.stop()
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

    var viewer: Viewer {
        Viewer { [self] event in
            events.withLock { $0.append(event) }
            if event.isTerminal { end.continuation.finish() }
        }
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
