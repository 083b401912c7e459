extension PictureRecipe {
    /// The keyword of the PNG text by which other tools know how a picture was made.
    package static let parametersKeyword = "parameters"

    /// The texts of a PNG file that carry the recipe: complete as JSON for Reverie, and as other tools read it.
    ///
    /// - Parameters:
    ///   - width: of the picture as the model makes it, in pixels.
    ///   - height: the same.
    package func texts(width: Int, height: Int) -> [(keyword: String, text: String)] {
        [(Self.keyword, json()), (Self.parametersKeyword, parameters(width: width, height: height))]
    }

    /// The recipe in the form that web UIs for diffusion models write: the prompt, the negative prompt if there is one, and a
    /// line of settings. The names of samplers and settings are those UIs' own where they have one.
    package func parameters(width: Int, height: Int) -> String {
        var settings: [(String, String)] = [("Steps", "\(steps)"), ("Sampler", WebUIName.sampler(sampler))]
        if let spacing { settings.append(("Schedule type", WebUIName.spacing(spacing))) }
        settings += [("CFG scale", "\(guidanceScale)"), ("Seed", "\(seed)"), ("Size", "\(width)x\(height)")]
        settings += [("Model hash", String(modelHash.prefix(10))), ("Model", model)]
        if image > 0 { settings.append(("Batch pos", "\(image)")) }
        if let strength { settings.append(("Denoising strength", "\(strength)")) }
        if let variationSeed, let variationStrength {
            settings += [("Variation seed", "\(variationSeed)"), ("Variation seed strength", "\(variationStrength)")]
        }
        if eta > 0 { settings.append(("Eta", "\(eta)")) }
        settings.append(("Version", "Reverie"))
        let line = settings.map { "\($0): \(Self.quoted($1))" }.joined(separator: ", ")
        let negative = negativePrompt.isEmpty ? "" : "Negative prompt: \(negativePrompt)\n"
        // A PNG's text cannot hold the character that ends it.
        return "\(prompt)\n\(negative)\(line)".replacing("\0", with: "")
    }

    /// A value that would be taken apart at its commas or colons stands in quotation marks.
    private static func quoted(_ value: String) -> String {
        guard value.contains(where: { ",:\"\n".contains($0) }) else { return value }
        let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        return "\"\(escaped)\""
    }
}
