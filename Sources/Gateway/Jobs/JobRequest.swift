import HTTPTypes
import WireProtocol

/// The body of POST /api/jobs. What is left out is taken from the model's defaults.
struct JobRequest: Sendable {
    var model: String?
    var prompt: String?
    var negativePrompt: String?
    var seed: Seed?
    var count: Int?
    var steps: Int?
    var sampler: String?
    var guidanceScale: Float?
    var eta: Float?
    var spacing: String?
    var dynamicThreshold: Float?
    var guidanceRescale: Float?
    var guidanceInterval: [Float]?
    var variation: Variation?
    var picture: PictureSource?
    var draftSteps: Int?
    var pictures: [Int]?
    var estimate: Int?
    /// Whether the pictures' files say how they were made.
    var metadata: Bool?

    /// What servers take.
    static let guidanceScales: ClosedRange<Float> = 0...30

    /// A decimal text, or a number where the client's numbers hold 64 bits.
    struct Seed: Decodable, Sendable {
        let text: String

        init(_ text: String) { self.text = text }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(UInt64.self) {
                text = String(number)
            } else {
                text = try container.decode(String.self)
            }
        }
    }

    /// Another seed, and how far towards its noise.
    struct Variation: Decodable, Sendable {
        let seed: Seed
        let strength: Float

        private enum Key: CodingKey {
            case seed, strength
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            seed = try container.required(.seed)
            strength = try container.required(.strength)
        }
    }

    /// The model that is asked for, or the first. Throws a `Problem` (400).
    func model(of models: [ModelDescription]) throws -> ModelDescription {
        guard let model = model.map({ name in models.first { $0.name == name } }) ?? models.first else {
            let names = models.map(\.name).joined(separator: ", ")
            throw Problem.invalid("model", "There is no model of this name. The server has: \(names).")
        }
        return model
    }

    /// Checks every field against what the server offers. Throws a `Problem` (400) that names the field.
    ///
    /// - Parameter pixels: of the picture to begin with, as the model takes it.
    func settings(models: [ModelDescription], limits: Welcome, pixels: [UInt8]? = nil) throws -> JobSettings {
        let model = try model(of: models)
        let sampler = sampler ?? model.defaultSampler
        guard model.samplers.contains(sampler) else {
            throw Problem.invalid(
                "sampler", "There is no sampler of this name. There are: \(model.samplers.joined(separator: ", ")).")
        }
        return JobSettings(
            recipe: JobRecipe(
                model: model.name, prompt: try text(prompt ?? model.defaultPrompt, "prompt", limits),
                negativePrompt: try text(negativePrompt ?? "", "negativePrompt", limits),
                seed: try seed.map { try number($0, "seed") } ?? .random(in: 0...UInt64(UInt32.max)),
                count: try number(count, "count", standard: 1, maximum: limits.maximumCount),
                steps: try number(
                    steps, "steps", standard: model.defaultSteps, maximum: min(model.timesteps, limits.maximumSteps)),
                sampler: sampler,
                guidanceScale: try finite(
                    guidanceScale ?? model.defaultGuidanceScale, "guidanceScale", in: Self.guidanceScales),
                options: try options(pixels: pixels)),
            modelHash: model.hash.description, source: picture, carriesRecipe: metadata ?? true)
    }

    private func options(pixels: [UInt8]?) throws -> SubmitOptions {
        let eta = try finite(eta ?? 0, "eta", in: 0...1)
        var options = SubmitOptions(eta: eta == 0 ? nil : eta)
        options.spacing = spacing
        options.dynamicThreshold = try dynamicThreshold.map { try finite($0, "dynamicThreshold", in: 0...1) }
        options.guidanceRescale = try guidanceRescale.map { try finite($0, "guidanceRescale", in: 0...1) }
        if let guidanceInterval {
            guard guidanceInterval.count == 2 else {
                throw Problem.invalid("guidanceInterval", "The guidance interval is two numbers from 0 to 1.")
            }
            options.guidanceInterval = .init(
                from: try finite(guidanceInterval[0], "guidanceInterval", in: 0...1),
                to: try finite(guidanceInterval[1], "guidanceInterval", in: 0...1))
        }
        options.variation = try variation.map { variation in
            .init(
                seed: try number(variation.seed, "variation"),
                strength: try finite(variation.strength, "variation", in: 0...1))
        }
        options.draftSteps = try draftSteps.map { try number($0, "draftSteps", standard: 1, maximum: UInt32.max) }
        options.estimate = try estimate.map { try number($0, "estimate", standard: 1, maximum: UInt32.max) }
        options.pictures = try pictures.map { pictures in
            try pictures.map { index in
                guard let index = UInt8(exactly: index) else {
                    throw Problem.invalid("pictures", "The field \"pictures\" lists pictures by their numbers from 0.")
                }
                return index
            }
        }
        if let picture, let pixels {
            options.initialPicture = .init(strength: try finite(picture.strength, "picture", in: 0...1), pixels: pixels)
        }
        return options
    }

    private func number(_ seed: Seed, _ field: String) throws -> UInt64 {
        guard seed.text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains), let value = UInt64(seed.text)
        else {
            throw Problem.invalid(field, "The seed is a whole number from 0 to \(UInt64.max).")
        }
        return value
    }

    private func number<Number: FixedWidthInteger>(
        _ value: Int?, _ field: String, standard: Number, maximum: Number
    ) throws -> Number {
        guard let value else { return standard }
        guard let number = Number(exactly: value), number >= 1, number <= maximum else {
            throw Problem.invalid(field, "The field \"\(field)\" is a whole number from 1 to \(maximum).")
        }
        return number
    }

    private func finite(_ value: Float, _ field: String, in range: ClosedRange<Float>) throws -> Float {
        guard value.isFinite, range.contains(value) else {
            throw Problem.invalid(
                field,
                "The field \"\(field)\" is a number from \(Int(range.lowerBound)) to \(Int(range.upperBound)).")
        }
        return value
    }

    private func text(_ text: String, _ field: String, _ limits: Welcome) throws -> String {
        guard text.utf8.count <= Int(limits.maximumPromptBytes) else {
            throw Problem.invalid(
                field, "The field \"\(field)\" is too long: \(limits.maximumPromptBytes) bytes are allowed.")
        }
        return text
    }
}

extension JobRequest: Decodable {
    private enum Key: CodingKey {
        case model, prompt, negativePrompt, seed, count, steps, sampler, guidanceScale, eta
        case spacing, dynamicThreshold, guidanceRescale, guidanceInterval, variation, picture
        case draftSteps, pictures, estimate, metadata
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        model = try container.optional(.model)
        prompt = try container.optional(.prompt)
        negativePrompt = try container.optional(.negativePrompt)
        seed = try container.optional(.seed)
        count = try container.optional(.count)
        steps = try container.optional(.steps)
        sampler = try container.optional(.sampler)
        guidanceScale = try container.optional(.guidanceScale)
        eta = try container.optional(.eta)
        spacing = try container.optional(.spacing)
        dynamicThreshold = try container.optional(.dynamicThreshold)
        guidanceRescale = try container.optional(.guidanceRescale)
        guidanceInterval = try container.optional(.guidanceInterval)
        variation = try container.optional(.variation)
        picture = try container.optional(.picture)
        draftSteps = try container.optional(.draftSteps)
        pictures = try container.optional(.pictures)
        estimate = try container.optional(.estimate)
        metadata = try container.optional(.metadata)
    }
}
