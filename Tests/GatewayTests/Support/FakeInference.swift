import Synchronization
import WireProtocol
import WireTransport

/// An inference server's service whose jobs do at once what their prompt says.
final class FakeInference: WireService {
    /// What a job does, and the text that asks for it.
    enum Prompt: String, CaseIterable {
        /// Two steps, then finished.
        case boot = "ankle boot"
        /// As that, but all previews are lost on the way but the last.
        case hasty
        /// One preview, then nothing until it is cancelled.
        case endless
        /// Refused, retryable.
        case busy
        /// Fails after it was accepted.
        case fails
        /// Its pixels make no picture.
        case garbled
        /// Refused for a reason that only the server knows.
        case faulty
    }

    static let width = 4
    static let height = 3
    static let model = "fashion"

    let welcome = Welcome(maximumCount: 4, maximumSteps: 500, maximumPromptBytes: 100, server: "fake 1.0")
    private let endless = Mutex<[JobID: Viewer]>([:])
    private let requests = Mutex<[SubmitRequest]>([])
    private let finished = Mutex<[JobID: SubmitRequest]>([:])
    /// The version of the sentence encoder; nil for a server that has none.
    let encoder = Mutex<UInt8?>(nil)

    var submitted: [SubmitRequest] { requests.withLock { $0 } }

    func listModels() async throws(WireError) -> ModelList {
        guard let hash = ModelHash(bytes: Array(0..<32)) else {
            throw WireError(code: .internal, message: "There is no hash.")
        }
        return ModelList(models: [
            ModelDescription(
                name: Self.model, title: "Fashion", description: "Things to wear.", hash: hash,
                width: UInt16(Self.width), height: UInt16(Self.height), channels: 1, timesteps: 1000,
                samplers: ["ddim", "dpmpp-2m"], defaultSampler: "dpmpp-2m", defaultSteps: 2, defaultGuidanceScale: 2,
                defaultPrompt: Prompt.boot.rawValue, prompts: Prompt.allCases.map(\.rawValue), styles: [],
                schedule: "linear", betaStart: 0.0001,
                betaEnd: 0.02)
        ])
    }

    func submit(
        _ request: SubmitRequest, from client: ClientIdentity, viewer: Viewer
    ) async throws(WireError) -> Accepted {
        requests.withLock { $0.append(request) }
        guard let prompt = Prompt(rawValue: request.recipe.prompt) else {
            throw WireError(code: .unknownPrompt, message: "This model knows \"ankle boot\" only.")
        }
        let job = JobID.random()
        switch prompt {
        case .busy: throw WireError(code: .busy, message: "The queue is full: try again in a minute.")
        case .faulty: throw WireError(code: .internal, message: "The model is not well.")
        case .boot, .hasty:
            finished.withLock { $0[job] = request }
            let steps = request.recipe.steps
            Task { finish(request, viewer, showing: (prompt == .hasty ? steps - 1 : 0)..<steps) }
        case .endless:
            endless.withLock { $0[job] = viewer }
            Task {
                viewer.send(.queued(Queued(position: 3, estimatedMilliseconds: 1500)))
                viewer.send(.queued(Queued(position: 1)))
                viewer.send(.started(Started(steps: request.recipe.steps, count: request.recipe.count)))
                viewer.send(.preview(Self.preview(step: 1, of: request)))
            }
        case .fails:
            Task {
                viewer.send(.failed(Failed(code: .internal, retryable: false, message: "The numbers overflowed.")))
            }
        case .garbled:
            Task {
                viewer.send(.started(Started(steps: request.recipe.steps, count: request.recipe.count)))
                viewer.send(.image(ImageEvent(index: 0, width: 1, height: 1, channels: 2, pixels: [1, 2])))
            }
        }
        return Accepted(
            job: job, promptTruncated: prompt == .endless, familiarity: prompt == .endless ? 0.25 : 1,
            suggestions: [Prompt.boot.rawValue])
    }

    func cancel(_ job: JobID) async throws(WireError) -> CancelResult {
        guard let viewer = endless.withLock({ $0.removeValue(forKey: job) }) else {
            throw WireError(code: .notFound, message: "This job has ended.")
        }
        viewer.send(.cancelled(Cancelled(step: 1, milliseconds: 2)))
        return CancelResult(step: 1, milliseconds: 2)
    }

    func viewerLeft(_ viewer: Viewer) async {}

    /// Of the jobs that end at once, those that were asked for here.
    func attach(
        _ request: AttachRequest, from client: ClientIdentity, viewer: Viewer
    ) async throws(WireError) -> Attachment {
        guard let submitted = finished.withLock({ $0[request.job] }),
            let hash = ModelHash(bytes: Array(0..<32))
        else { throw WireError(code: .notFound, message: "There is no job to watch.") }
        let steps = submitted.recipe.steps
        Task { finish(submitted, viewer, showing: steps..<steps) }
        return Attachment(
            attached: Attached(
                state: .finished, step: steps, width: UInt16(Self.width), height: UInt16(Self.height),
                channels: 1, modelHash: hash, recipe: submitted.recipe),
            filmstrip: Filmstrip { step in step < steps ? Self.preview(step: step + 1, of: submitted) : nil })
    }

    func status() async throws(WireError) -> StatusReport {
        StatusReport(
            uptimeMilliseconds: 1000, connections: 0, queued: 0, running: 0, finished: 0, cancelled: 0, failed: 0,
            models: [])
    }

    func embed(_ request: EmbedRequest) async throws(WireError) -> Embeddings {
        guard let version = encoder.withLock({ $0 }), let hash = ModelHash(bytes: Topics.hash(version)) else {
            throw WireError(code: .unknownRequest, message: "There is no encoder.")
        }
        let vectors = request.texts.map { Embeddings.Vector(truncated: false, values: Topics.vector($0)) }
        return Embeddings(encoder: hash, width: 384, vectors: vectors)
    }

    func pack(_ pixels: [UInt8], width: Int, height: Int, channels: Int, as encoding: PixelEncoding) -> [UInt8]? { nil }

    /// The pixels of picture `index` of a job with `seed`.
    static func pixels(seed: UInt64, index: Int) -> [UInt8] {
        (0..<width * height).map { UInt8(truncatingIfNeeded: seed &* 31 &+ UInt64(index * 7 + $0)) }
    }

    private static func preview(step: UInt32, of request: SubmitRequest, replaced: UInt32 = 0) -> Preview {
        Preview(
            step: step, steps: request.recipe.steps, timestep: 1000 / step, content: .both, replaced: replaced,
            costMicroseconds: 1, remainingMilliseconds: 40, count: request.recipe.count, width: UInt16(width),
            height: UInt16(height), channels: 1,
            pixels: [128, 64].flatMap { [UInt8](repeating: $0, count: Int(request.recipe.count) * width * height) })
    }

    /// - Parameter shown: of the previews, counted from zero; those before it are lost.
    private func finish(_ request: SubmitRequest, _ viewer: Viewer, showing shown: Range<UInt32>) {
        viewer.send(.started(Started(steps: request.recipe.steps, count: request.recipe.count)))
        for index in shown {
            let lost = index == shown.lowerBound ? index : 0
            viewer.send(.preview(Self.preview(step: index + 1, of: request, replaced: lost)))
        }
        for index in 0..<Int(request.recipe.count) {
            viewer.send(
                .image(
                    ImageEvent(
                        index: UInt8(index), width: UInt16(Self.width), height: UInt16(Self.height), channels: 1,
                        pixels: Self.pixels(seed: request.recipe.seed, index: index))))
        }
        viewer.send(.finished(Finished(milliseconds: 80, evaluations: request.recipe.steps * 2)))
    }
}
