import ImageCoding

/// A picture's file on its way to be made once more by a gateway's own server.
struct CatalogueRemake {
    let file: PictureFile
    let recipe: PictureRecipe

    /// - Throws: `CommandFailure` for a file without a recipe, or with one that a gateway cannot be told.
    init(_ file: PictureFile) throws(CommandFailure) {
        self.file = file
        recipe = try file.recipe()
        guard recipe.strength == nil, recipe.maskHash == nil else {
            throw CommandFailure(
                .usage,
                "\(file.path) was made from another picture, which is not part of its recipe, so that the gateway cannot make "
                    + "it again. Save pictures that were made from noise.")
        }
    }

    /// The body of POST /api/jobs: that picture alone, with all that decides its bits.
    var request: JSONValue {
        var members: [JSONValue.Member] = []
        func add(_ key: String, _ value: JSONValue?) {
            if let value { members.append(JSONValue.Member(key: key, value: value)) }
        }
        add("model", .text(recipe.model))
        add("prompt", .text(recipe.prompt))
        add("negativePrompt", .text(recipe.negativePrompt))
        add("seed", .text(String(recipe.seed)))
        add("count", .integer(recipe.image + 1))
        add("pictures", .list([.integer(recipe.image)]))
        add("steps", .integer(recipe.steps))
        add("sampler", .text(recipe.sampler))
        add("guidanceScale", JSONValue(recipe.guidanceScale))
        add("eta", recipe.eta == 0 ? nil : JSONValue(recipe.eta))
        add("spacing", recipe.spacing.map { .text($0) })
        add("dynamicThreshold", recipe.dynamicThreshold.map { JSONValue($0) })
        add("guidanceRescale", recipe.guidanceRescale.map { JSONValue($0) })
        add("guidanceInterval", recipe.guidanceInterval.map { .list($0.map { JSONValue($0) }) })
        add(
            "variation",
            recipe.variationSeed.map { seed in
                ["seed": .text(String(seed)), "strength": JSONValue(recipe.variationStrength ?? 0)]
            })
        add("draftSteps", recipe.draftSteps.map { .integer($0) })
        add("estimate", recipe.estimate.map { .integer($0) })
        return .object(members)
    }

    /// How the file compares with what the gateway's server has made of the recipe.
    func verdict(_ made: PictureFile) -> Verdict {
        Verdict(of: file.picture, made: made.picture, reason: difference(from: try? made.recipeIfAny()))
    }

    /// nil if the weights are known to be the same.
    private func difference(from made: PictureRecipe?) -> String? {
        guard let made else { return "Its weights may be others, or the file was altered." }
        guard made.modelHash != recipe.modelHash else { return nil }
        return
            "Its model \(recipe.model) has other weights (\(made.modelHash.prefix(16))…) than the one that made the file "
            + "(\(recipe.modelHash.prefix(16))…)."
    }
}
