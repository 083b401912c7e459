import DiffusionEngine
import DiffusionModel
import Sampling
import WireProtocol

/// The largest values that a SUBMIT may ask for; WELCOME tells them.
enum SubmitLimits {
    static let count: UInt8 = 16
    static let promptBytes: UInt32 = 16_384
    static let guidanceScale: ClosedRange<Float> = 0...30
    static let eta: ClosedRange<Float> = 0...1
}

extension GenerationRequest {
    /// Checks every field of a SUBMIT against the model and the limits.
    ///
    /// - Throws: ``WireError`` with the code of the field that is wrong and a sentence that names what is allowed.
    init(_ submit: SubmitRequest, manifest: ModelManifest, prompts: PromptBook) throws(WireError) {
        func check(_ holds: Bool, _ sentence: @autoclosure () -> String) throws(WireError) {
            guard holds else { throw WireError(code: .invalidParameter, message: sentence(), retryable: false) }
        }
        guard let sampler = SamplerKind(rawValue: submit.sampler) else {
            let known = SamplerKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw WireError(
                code: .unknownSampler,
                message: "There is no sampler “\(submit.sampler.prefix(60))”. Choose one of \(known).",
                retryable: false)
        }
        let timesteps = manifest.schedule.timesteps
        try check(
            submit.steps >= 1 && submit.steps <= timesteps,
            "\(submit.steps) steps cannot be done: \(manifest.name) takes 1 to \(timesteps).")
        try check(
            submit.count >= 1 && submit.count <= SubmitLimits.count,
            "A job makes 1 to \(SubmitLimits.count) pictures, not \(submit.count).")
        try check(
            SubmitLimits.guidanceScale.contains(submit.guidanceScale),
            "The guidance scale must be a number from 0 to 30, not \(submit.guidanceScale).")
        try check(SubmitLimits.eta.contains(submit.eta), "eta must be a number from 0 to 1, not \(submit.eta).")
        for text in [submit.prompt, submit.negativePrompt] {
            try check(
                text.utf8.count <= SubmitLimits.promptBytes,
                "A prompt may have at most \(SubmitLimits.promptBytes) bytes, not \(text.utf8.count).")
        }
        self.init(
            model: manifest.name,
            prompt: try prompts.embedding(of: submit.prompt),
            negativePrompt: try prompts.embedding(of: submit.negativePrompt),
            seed: submit.seed,
            count: Int(submit.count),
            steps: Int(submit.steps),
            sampler: sampler,
            eta: submit.eta,
            guidanceScale: submit.guidanceScale,
            previewEvery: Int(submit.previewEvery),
            previewContent: submit.previewContent == .x0 ? .x0 : .xt)
    }
}
