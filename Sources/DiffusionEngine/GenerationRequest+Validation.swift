extension GenerationRequest {
    /// The bounds that hold for every model.
    package static let maximumCount = 16
    package static let maximumGuidanceScale: Float = 30

    /// Throws `invalidParameter` with a sentence that names the bound.
    func validate(timesteps: Int, promptWidth: Int) throws(EngineError) {
        try require(1...timesteps ~= steps, "The number of steps must be 1 to \(timesteps), not \(steps).")
        try require(
            1...Self.maximumCount ~= count, "The number of pictures must be 1 to \(Self.maximumCount), not \(count).")
        try require(
            0...Self.maximumGuidanceScale ~= guidanceScale,
            "The guidance scale must be 0 to \(Int(Self.maximumGuidanceScale)), not \(guidanceScale).")
        try require(0...1 ~= eta, "Eta must be 0 to 1, not \(eta).")
        try require(previewEvery >= 0, "The steps between previews must be 0 (none) or more, not \(previewEvery).")
        for (embedding, name) in [(prompt, "prompt"), (negativePrompt, "negative prompt")] {
            guard let embedding else { continue }
            try require(
                embedding.count == promptWidth,
                "The \(name)'s embedding must have \(promptWidth) numbers, not \(embedding.count).")
            try require(embedding.allSatisfy(\.isFinite), "The \(name)'s embedding must hold finite numbers.")
        }
    }

    private func require(_ holds: Bool, _ sentence: @autoclosure () -> String) throws(EngineError) {
        guard holds else { throw EngineError(.invalidParameter, sentence()) }
    }
}
