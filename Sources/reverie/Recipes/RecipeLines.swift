import ImageCoding

/// A recipe for people and for programs.
enum RecipeLines {
    /// `name  value`, without what it does not say.
    static func lines(_ recipe: PictureRecipe) -> [String] {
        let values = values(recipe)
        let width = values.map(\.name.count).max() ?? 0
        return values.map { value in
            value.name + String(repeating: " ", count: width - value.name.count + 2) + value.text.printable
        }
    }

    private static func values(_ recipe: PictureRecipe) -> [(name: String, text: String)] {
        let values: [(String, String?)] = [
            ("prompt", recipe.prompt.isEmpty ? "none" : recipe.prompt),
            ("not", recipe.negativePrompt.isEmpty ? nil : recipe.negativePrompt),
            ("model", "\(recipe.model), \(recipe.modelHash.prefix(16))…"),
            ("seed", "\(recipe.seed)"), ("image", "\(recipe.image)"), ("sampler", recipe.sampler),
            ("steps", "\(recipe.steps)"), ("guidance", "\(recipe.guidanceScale)"),
            ("eta", recipe.eta == 0 ? nil : "\(recipe.eta)"), ("spacing", recipe.spacing),
            ("dynamic threshold", recipe.dynamicThreshold.map { "\($0)" }),
            ("guidance rescale", recipe.guidanceRescale.map { "\($0)" }),
            ("guidance interval", recipe.guidanceInterval.map { $0.map(\.description).joined(separator: " to ") }),
            ("variation", recipe.variationSeed.map { "seed \($0), \(recipe.variationStrength ?? 0) of the way" }),
            ("from a picture", recipe.strength.map { "\($0) of the steps" }),
            ("that picture", recipe.initialPictureHash.map { "\($0.prefix(16))…" }),
            ("draft", recipe.draftSteps.map { "after step \($0)" }),
            ("estimate", recipe.estimate.map { "at timestep \($0)" }),
            ("mask", recipe.maskHash.map { "\($0.prefix(16))…" }),
        ]
        return values.compactMap { name, text in text.map { (name, $0) } }
    }

    /// The recipe as it stands in the picture.
    static func json(_ recipe: PictureRecipe) -> JSONValue {
        .raw(recipe.json())
    }
}
