import DiffusionEngine
import DiffusionModel
import Sampling
import WireProtocol

/// The largest values that a SUBMIT may ask for; WELCOME tells them.
enum SubmitLimits {
    static let count: UInt8 = 16
    static let promptBytes: UInt32 = 16_384
    static let guidanceScale: ClosedRange<Float> = 0...30
}

extension GenerationRequest {
    /// Checks every field of a SUBMIT against the model and the limits. What the prompts mean is left to be filled in.
    ///
    /// - Throws: ``WireError`` with the code of the field that is wrong and a sentence that names what is allowed.
    init(_ submit: SubmitRequest, manifest: ModelManifest) throws(WireError) {
        let recipe = submit.recipe
        func check(_ holds: Bool, _ sentence: @autoclosure () -> String) throws(WireError) {
            guard holds else { throw WireError(code: .invalidParameter, message: sentence(), retryable: false) }
        }
        guard let sampler = SamplerKind(rawValue: recipe.sampler) else {
            let known = SamplerKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw WireError(
                code: .unknownSampler,
                message: "There is no sampler “\(recipe.sampler.prefix(60))”. Choose one of \(known).",
                retryable: false)
        }
        try check(
            submit.hasSoundTrace,
            "The trace must be at most \(SubmitRequest.maximumTraceBytes) bytes of printable ASCII, like a traceparent of W3C."
        )
        let timesteps = manifest.schedule.timesteps
        try check(
            recipe.steps >= 1 && recipe.steps <= timesteps,
            "\(recipe.steps) steps cannot be done: \(manifest.name) takes 1 to \(timesteps).")
        try check(
            recipe.count >= 1 && recipe.count <= SubmitLimits.count,
            "A job makes 1 to \(SubmitLimits.count) pictures, not \(recipe.count).")
        try check(
            SubmitLimits.guidanceScale.contains(recipe.guidanceScale),
            "The guidance scale must be a number from 0 to 30, not \(recipe.guidanceScale).")
        for text in [recipe.prompt, recipe.negativePrompt] {
            try check(
                text.utf8.count <= SubmitLimits.promptBytes,
                "A prompt may have at most \(SubmitLimits.promptBytes) bytes, not \(text.utf8.count).")
        }
        self.init(
            model: manifest.name,
            prompt: nil,
            seed: recipe.seed,
            count: Int(recipe.count),
            steps: Int(recipe.steps),
            sampler: sampler,
            guidanceScale: recipe.guidanceScale,
            previewEvery: Int(submit.viewing.previewEvery))
        try apply(recipe.options, manifest: manifest)
    }
}
