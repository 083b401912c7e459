import Synchronization
import WireProtocol
import WireTransport

/// A server's insides for tests: it mixes noise into a known picture, less of it with every step.
///
/// Some prompts make trouble: "refuse", "fail" (at half the steps), "stall" (at half the steps, deaf to cancels).
final class PaintingService: WireService {
    /// Bytes of picture `index`, [height, width, channels] of `model`.
    private let paint: @Sendable (Int) -> [UInt8]
    private let stepTime: Duration
    private let queue: [UInt32]
    private let jobs = Mutex<[JobID: Task<Void, Never>]>([:])
    private let requests = Mutex<[SubmitRequest]>([])

    init(
        stepTime: Duration = .zero, queue: [UInt32] = [], paint: @escaping @Sendable (Int) -> [UInt8] = gradient
    ) {
        self.stepTime = stepTime
        self.queue = queue
        self.paint = paint
    }

    /// What was submitted, in order.
    var submitted: [SubmitRequest] { requests.withLock(\.self) }

    static let model = ModelDescription(
        name: "fashion", title: "Fashion", description: "Clothes, shoes and bags.",
        hash: ModelHash(hex: String(repeating: "0123456789abcdef", count: 4))!, width: 28, height: 28, channels: 1,
        timesteps: 1000, samplers: ["ddpm", "ddim", "dpmpp-2m"], defaultSampler: "dpmpp-2m", defaultSteps: 25,
        defaultGuidanceScale: 2, defaultPrompt: "ankle boot",
        prompts: [
            "t-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
        ], styles: [], schedule: "linear", betaStart: 0.0001, betaEnd: 0.02)

    /// A slope that differs from picture to picture.
    static let gradient: @Sendable (Int) -> [UInt8] = { index in
        (0..<28 * 28).map { UInt8(($0 % 28 * (index + 3) + $0 / 28 * 5) % 256) }
    }

    var welcome: Welcome {
        Welcome(maximumCount: 16, maximumSteps: 1000, maximumPromptBytes: 2000, server: "painting service")
    }

    func listModels() async throws(WireError) -> ModelList { ModelList(models: [Self.model]) }

    func submit(
        _ request: SubmitRequest, from client: ClientIdentity, viewer: Viewer
    ) async throws(WireError) -> Accepted {
        requests.withLock { $0.append(request) }
        guard request.recipe.prompt != "refuse" else {
            throw WireError(
                code: .unknownPrompt,
                message: "The model knows no \"refuse\". Try one of: \(Self.model.prompts.joined(separator: ", ")).")
        }
        let job = JobID.random()
        let task = Task { await paint(request, job, viewer) }
        jobs.withLock { $0[job] = task }
        return Accepted(job: job)
    }

    func cancel(_ job: JobID) async throws(WireError) -> CancelResult {
        guard let task = jobs.withLock({ $0[job] }) else {
            throw WireError(code: .notFound, message: "There is no such job.")
        }
        task.cancel()
        return CancelResult(step: 1, milliseconds: 3)
    }

    func viewerLeft(_ viewer: Viewer) async {}

    func attach(
        _ request: AttachRequest, from client: ClientIdentity, viewer: Viewer
    ) async throws(WireError) -> Attachment {
        throw WireError(code: .notFound, message: "There is no job to watch.")
    }

    func status() async throws(WireError) -> StatusReport {
        StatusReport(
            uptimeMilliseconds: 1000, connections: 0, queued: 0, running: 0, finished: 0, cancelled: 0, failed: 0,
            models: [])
    }

    func embed(_ request: EmbedRequest) async throws(WireError) -> Embeddings {
        throw WireError(code: .unknownRequest, message: "There is no encoder.")
    }

    func pack(_ pixels: [UInt8], width: Int, height: Int, channels: Int, as encoding: PixelEncoding) -> [UInt8]? { nil }

    private func paint(_ request: SubmitRequest, _ job: JobID, _ viewer: Viewer) async {
        for position in queue {
            viewer.send(.queued(Queued(position: position, estimatedMilliseconds: position * 700)))
            try? await Task.sleep(for: .milliseconds(700))
        }
        viewer.send(.started(Started(steps: request.recipe.steps, count: request.recipe.count)))
        for step in 1...request.recipe.steps {
            if request.recipe.prompt == "stall", step > request.recipe.steps / 2 { return }
            if request.recipe.prompt == "fail", step > request.recipe.steps / 2 {
                viewer.send(.failed(Failed(code: .internal, retryable: false, message: "The paint ran out.")))
                return
            }
            try? await Task.sleep(for: stepTime)
            if Task.isCancelled, request.recipe.prompt != "stall" {
                viewer.send(.cancelled(Cancelled(step: step, milliseconds: 3)))
                return
            }
            if request.viewing.previewEvery > 0, step % UInt32(request.viewing.previewEvery) == 0 {
                viewer.send(.preview(preview(request, step)))
            }
        }
        for index in 0..<request.recipe.count {
            let pixels = paint(Int(index))
            viewer.send(.image(ImageEvent(index: index, width: 28, height: 28, channels: 1, pixels: pixels)))
        }
        let time = stepTime * Int(request.recipe.steps)
        viewer.send(.finished(Finished(milliseconds: time.wireMilliseconds, evaluations: request.recipe.steps)))
    }

    private func preview(_ request: SubmitRequest, _ step: UInt32) -> Preview {
        let share = Int(step * 256 / request.recipe.steps)
        let pixels = (0..<Int(request.recipe.count)).flatMap { index in
            paint(index).map { UInt8((Int($0) * share + Int(UInt8.random(in: 0...255)) * (256 - share)) / 256) }
        }
        return Preview(
            step: step, steps: request.recipe.steps, timestep: 1, content: request.viewing.previewContent,
            costMicroseconds: 10,
            remainingMilliseconds: (stepTime * Int(request.recipe.steps - step)).wireMilliseconds,
            count: request.recipe.count,
            width: 28, height: 28, channels: 1, pixels: pixels)
    }
}
