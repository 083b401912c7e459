import Synchronization
import WireProtocol
import WireTransport

/// A small service with real behaviour: jobs count through their steps on their own tasks, previews show the step's number
/// as every pixel, pictures their own index. A job whose prompt is "wait" does its steps and then
/// waits to be cancelled.
final class ScriptedService: WireService {
    struct Running {
        let viewer: Viewer
        let request: SubmitRequest
    }

    private struct State {
        var running: [JobID: Running] = [:]
        var left: [Viewer.ID] = []
        var finished = 0
    }

    private let state = Mutex(State())
    let pictureSide: UInt16

    init(pictureSide: UInt16 = 4) {
        self.pictureSide = pictureSide
    }

    var welcome: Welcome {
        Welcome(maximumCount: 16, maximumSteps: 1000, maximumPromptBytes: 1024, server: "scripted/1")
    }

    /// Viewers that left, in order.
    var left: [Viewer.ID] { state.withLock { $0.left } }

    /// Jobs that have done all their steps.
    var finishedCount: Int { state.withLock { $0.finished } }

    var runningCount: Int { state.withLock { $0.running.count } }

    static let model = ModelDescription(
        name: "fashion", title: "Fashion", description: "Clothes.",
        hash: ModelHash(bytes: Array(0..<32)) ?? { preconditionFailure("32 bytes") }(), width: 4, height: 4,
        channels: 1,
        timesteps: 1000, samplers: ["ddpm", "ddim"], defaultSampler: "ddim", defaultSteps: 25,
        defaultGuidanceScale: 2, defaultPrompt: "ankle boot", prompts: ["ankle boot", "bag"])

    func listModels() async throws(WireError) -> ModelList {
        ModelList(models: [Self.model])
    }

    func submit(_ request: SubmitRequest, viewer: Viewer) async throws(WireError) -> Accepted {
        guard request.model == Self.model.name else {
            throw WireError(code: .unknownModel, message: "There is no model named \(request.model).")
        }
        guard (1...welcome.maximumSteps).contains(request.steps), request.count > 0 else {
            throw WireError(code: .invalidParameter, message: "steps has to be from 1 to 1000.")
        }
        let job = JobID.random()
        state.withLock { $0.running[job] = Running(viewer: viewer, request: request) }
        viewer.send(.queued(Queued(position: 0)))
        Task { await run(job, request, viewer) }
        return Accepted(job: job)
    }

    func cancel(_ job: JobID) async throws(WireError) {
        guard let running = state.withLock({ $0.running.removeValue(forKey: job) }) else {
            throw WireError(code: .notFound, message: "There is no unfinished job \(job).")
        }
        running.viewer.send(.cancelled(Cancelled(step: 1, milliseconds: 0)))
    }

    func viewerLeft(_ viewer: Viewer) async {
        state.withLock { state in
            state.left.append(viewer.id)
            state.running = state.running.filter { $0.value.viewer.id != viewer.id }
        }
    }

    private func run(_ job: JobID, _ request: SubmitRequest, _ viewer: Viewer) async {
        viewer.send(.started(Started(steps: request.steps, count: request.count)))
        let size = Int(pictureSide) * Int(pictureSide)
        for step in 1...request.steps {
            guard state.withLock({ $0.running[job] != nil }) else { return }
            viewer.send(
                .preview(
                    Preview(
                        step: step, steps: request.steps, timestep: 1000 - step, content: request.previewContent,
                        costMicroseconds: 0, remainingMilliseconds: 0, count: request.count, width: pictureSide,
                        height: pictureSide, channels: 1,
                        pixels: Array(repeating: UInt8(truncatingIfNeeded: step), count: size * Int(request.count)))))
            await Task.yield()
        }
        guard request.prompt != "wait", state.withLock({ $0.running.removeValue(forKey: job) }) != nil else { return }
        for index in 0..<request.count {
            viewer.send(
                .image(
                    ImageEvent(
                        index: index, width: pictureSide, height: pictureSide, channels: 1,
                        pixels: Array(repeating: index, count: size))))
        }
        viewer.send(.finished(Finished(milliseconds: 1, evaluations: request.steps * UInt32(request.count))))
        state.withLock { $0.finished += 1 }
    }
}

extension SubmitRequest {
    /// A request that `ScriptedService` takes.
    static func scripted(_ prompt: String = "ankle boot", count: UInt8 = 1, steps: UInt32 = 3) -> SubmitRequest {
        SubmitRequest(
            model: "fashion", prompt: prompt, seed: 7, count: count, steps: steps, sampler: "ddim", guidanceScale: 2)
    }
}
