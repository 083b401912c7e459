import ImageCoding

/// What is asked for, by options, by a line of a batch or by the recipe in a picture; nil is the model's or the usual.
struct RecipeWish: Equatable, Sendable {
    var prompt: String?
    var model: String?
    var negativePrompt: String?
    var seed: UInt64?
    var count: UInt8?
    var steps: UInt32?
    var sampler: String?
    var guidanceScale: Float?
    var eta: Float?
    var spacing: String?
    var dynamicThreshold: Float?
    var guidanceRescale: Float?
    var guidanceInterval: [Float]?
    var variationSeed: UInt64?
    var variationStrength: Float?
    /// The file with the picture to begin with.
    var from: String?
    var strength: Float?
    /// The file with the mask.
    var mask: String?
    /// The step to stop after.
    var draftSteps: UInt32?
    /// The timestep at which the picture is estimated.
    var estimate: UInt32?

    init() {}

    /// What a picture's recipe says. What it began with is not in it.
    init(_ recipe: PictureRecipe) {
        (prompt, model, negativePrompt) = (recipe.prompt, recipe.model, recipe.negativePrompt)
        (seed, steps, sampler) = (recipe.seed, UInt32(clamping: recipe.steps), recipe.sampler)
        (guidanceScale, eta, spacing) = (recipe.guidanceScale, recipe.eta, recipe.spacing)
        (dynamicThreshold, guidanceRescale) = (recipe.dynamicThreshold, recipe.guidanceRescale)
        guidanceInterval = recipe.guidanceInterval
        (variationSeed, variationStrength) = (recipe.variationSeed, recipe.variationStrength)
        strength = recipe.strength
        draftSteps = recipe.draftSteps.map { UInt32(clamping: $0) }
        estimate = recipe.estimate.map { UInt32(clamping: $0) }
    }

    /// What a picture's recipe says, with what it began with, so far as it began with anything.
    init(_ recipe: PictureRecipe, from: String?, mask: String?) {
        self.init(recipe)
        self.from = recipe.strength == nil ? nil : from
        self.mask = recipe.maskHash == nil ? nil : mask
    }

    /// What `other` says goes before what this says.
    mutating func override(with other: RecipeWish) {
        prompt = other.prompt ?? prompt
        model = other.model ?? model
        negativePrompt = other.negativePrompt ?? negativePrompt
        seed = other.seed ?? seed
        count = other.count ?? count
        steps = other.steps ?? steps
        sampler = other.sampler ?? sampler
        guidanceScale = other.guidanceScale ?? guidanceScale
        eta = other.eta ?? eta
        spacing = other.spacing ?? spacing
        dynamicThreshold = other.dynamicThreshold ?? dynamicThreshold
        guidanceRescale = other.guidanceRescale ?? guidanceRescale
        guidanceInterval = other.guidanceInterval ?? guidanceInterval
        if other.variationSeed != nil {
            (variationSeed, variationStrength) = (other.variationSeed, other.variationStrength)
        }
        from = other.from ?? from
        strength = other.strength ?? strength
        mask = other.mask ?? mask
        draftSteps = other.draftSteps ?? draftSteps
        estimate = other.estimate ?? estimate
    }
}

extension RecipeWish: Decodable {
    private enum Key: String, CodingKey, CaseIterable {
        case prompt, model, negativePrompt, seed, count, steps, sampler, guidanceScale, eta, spacing, dynamicThreshold
        case guidanceRescale, guidanceInterval, variationSeed, variationStrength, from, strength, mask
        case draftSteps, estimate
    }

    /// The names that an object may have.
    static var keys: [String] { Key.allCases.map(\.rawValue) }

    /// - Throws: `DecodingError` for a value of another kind.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        prompt = try container.optional(String.self, .prompt)
        model = try container.optional(String.self, .model)
        negativePrompt = try container.optional(String.self, .negativePrompt)
        seed = try container.optional(UInt64.self, .seed)
        count = try container.optional(UInt8.self, .count)
        steps = try container.optional(UInt32.self, .steps)
        sampler = try container.optional(String.self, .sampler)
        guidanceScale = try container.optional(Float.self, .guidanceScale)
        eta = try container.optional(Float.self, .eta)
        spacing = try container.optional(String.self, .spacing)
        dynamicThreshold = try container.optional(Float.self, .dynamicThreshold)
        guidanceRescale = try container.optional(Float.self, .guidanceRescale)
        guidanceInterval = try container.optional([Float].self, .guidanceInterval)
        variationSeed = try container.optional(UInt64.self, .variationSeed)
        variationStrength = try container.optional(Float.self, .variationStrength)
        from = try container.optional(String.self, .from)
        strength = try container.optional(Float.self, .strength)
        mask = try container.optional(String.self, .mask)
        draftSteps = try container.optional(UInt32.self, .draftSteps)
        estimate = try container.optional(UInt32.self, .estimate)
    }
}

extension KeyedDecodingContainer {
    /// The value, or nil if it is left out or null; of any other kind it is refused by its name, which Foundation's decoder
    /// does not tell for numbers that do not fit.
    fileprivate func optional<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value? {
        do {
            return try decodeIfPresent(type, forKey: key)
        } catch {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "\(error)")
        }
    }
}
