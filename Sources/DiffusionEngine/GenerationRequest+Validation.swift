import Sampling

extension GenerationRequest {
    /// The bounds that hold for every model.
    package static let maximumCount = 16
    package static let maximumGuidanceScale: Float = 30
    package static let maximumVariations = 8

    /// Throws `invalidParameter` with a sentence that names the bound.
    func validate(for model: ResidentModel.Traits) throws(EngineError) {
        let timesteps = model.schedule.timesteps
        try require(1...timesteps ~= steps, "The number of steps must be 1 to \(timesteps), not \(steps).")
        try require(
            1...Self.maximumCount ~= count, "The number of pictures must be 1 to \(Self.maximumCount), not \(count).")
        if let pictures {
            try require(
                !pictures.isEmpty && pictures.allSatisfy((0..<count).contains)
                    && zip(pictures, pictures.dropFirst()).allSatisfy(<),
                "The pictures to make must be some of 0 to \(count - 1), each named once, in ascending order.")
        }
        try require(0...1 ~= eta, "Eta must be 0 to 1, not \(eta).")
        if case .dynamic(let quantile) = thresholding {
            try require(0...1 ~= quantile, "The quantile of dynamic thresholding must be 0 to 1, not \(quantile).")
        }
        try require(previewEvery >= 0, "The steps between previews must be 0 (none) or more, not \(previewEvery).")
        try validateGuidance(promptWidth: model.promptWidth)
        try validateVariations()
        try validateStart(model)
        if let inpainting {
            try requireBytes(inpainting.picture, model.elements, "picture to draw anew in places")
            try requireBytes(inpainting.mask, model.elements / max(model.channels, 1), "mask")
        }
        guard let draft else { return }
        try require(1...steps ~= draft.afterStep, "A draft must stop after step 1 to \(steps), not \(draft.afterStep).")
        try require(rounds >= 1, "A draft must stop after the step it begins at, not after step \(draft.afterStep).")
    }

    private func validateGuidance(promptWidth: Int) throws(EngineError) {
        try require(
            0...Self.maximumGuidanceScale ~= guidanceScale,
            "The guidance scale must be 0 to \(Int(Self.maximumGuidanceScale)), not \(guidanceScale).")
        try require(0...1 ~= guidanceRescale, "The guidance rescale must be 0 to 1, not \(guidanceRescale).")
        try require(
            guidanceInterval.lowerBound >= 0 && guidanceInterval.upperBound <= 1,
            "The guidance interval must lie within 0 to 1, not be \(guidanceInterval).")
        for (embedding, name) in [(prompt, "prompt"), (negativePrompt, "negative prompt")] {
            guard let embedding else { continue }
            try require(
                embedding.count == promptWidth,
                "The \(name)'s embedding must have \(promptWidth) numbers, not \(embedding.count).")
            try require(embedding.allSatisfy(\.isFinite), "The \(name)'s embedding must hold finite numbers.")
        }
    }

    /// Noise that is blended with itself would not be normal noise any more.
    private func validateVariations() throws(EngineError) {
        try require(
            variations.count <= Self.maximumVariations,
            "There may be up to \(Self.maximumVariations) variations, not \(variations.count).")
        for variation in variations {
            try require(
                0...1 ~= variation.strength, "A variation's strength must be 0 to 1, not \(variation.strength).")
        }
        try require(
            Set(variations.map(\.seed) + [seed]).count == variations.count + 1,
            "The variations' seeds must differ from the picture's and from each other.")
    }

    private func validateStart(_ model: ResidentModel.Traits) throws(EngineError) {
        switch start {
        case .noise: break
        case .picture(let picture, let strength):
            try requireBytes(picture, model.elements, "picture to start from")
            try require(0...1 ~= strength, "The strength must be 0 to 1, not \(strength).")
        case .estimate(let picture, let timestep):
            try requireBytes(picture, model.elements, "picture to start from")
            try require(
                1...model.schedule.timesteps ~= timestep,
                "The timestep must be 1 to \(model.schedule.timesteps), not \(timestep).")
        case .states(let states):
            try require(
                states.count == indices.count,
                "There must be a saved state for each of the \(indices.count) pictures, not \(states.count).")
            try require(
                states.allSatisfy {
                    $0.evaluations == states[0].evaluations
                        && $0.fits(parameters, schedule: model.schedule, elements: model.elements)
                },
                "The saved state is another recipe's: go on with the same model, sampler, steps and spacing.")
        }
    }

    private func requireBytes(_ bytes: [UInt8], _ count: Int, _ name: String) throws(EngineError) {
        try require(bytes.count == count, "The \(name) must have \(count) bytes for this model, not \(bytes.count).")
    }

    private func require(_ holds: Bool, _ sentence: @autoclosure () -> String) throws(EngineError) {
        guard holds else { throw EngineError(.invalidParameter, sentence()) }
    }
}
