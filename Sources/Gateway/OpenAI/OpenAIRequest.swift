import HTTPTypes
import ImageCoding
import WireProtocol

/// What the three ways to ask for pictures have in common.
struct OpenAIRequest: Sendable {
    enum Format: String, CaseIterable, Sendable {
        case data = "b64_json"
        case url
    }

    /// What the pictures are made from, and what the events of a stream are called.
    enum Kind: String, Sendable {
        case generation = "image_generation"
        case edit = "image_edit"
        case variation = "image_variation"
    }

    let kind: Kind
    let settings: JobSettings
    let size: PictureSize?
    let format: Format
    /// How many pictures on the way a stream shows; nil for an answer in one piece.
    let partialImages: Int?

    /// A picture that is drawn anew within a mask may change wholly; without one, some of it has to stay to be recognized.
    private static let strengths = (plain: Float(0.6), masked: Float(1))

    /// Throws a `Problem` that names the field, as this interface calls it.
    init(
        _ kind: Kind, _ fields: RequestFields, image: [UInt8]? = nil, mask: [UInt8]? = nil,
        offer: ServerLink.Connection
    ) throws {
        self.kind = kind
        size = try PictureSize.read(try fields.text("size"))
        format = try fields.choice("response_format", Format.allCases.map(\.rawValue)).flatMap(Format.init) ?? .data
        guard try fields.text("output_format") ?? "png" == "png" else {
            throw Problem.invalid("output_format", "Pictures come as \"png\" only.")
        }
        guard try fields.text("background").map(["opaque", "auto"].contains) ?? true else {
            throw Problem.invalid("background", "Pictures have no transparent background: say \"opaque\" or \"auto\".")
        }
        let partialImages = try fields.whole("partial_images", 0...3) ?? 0
        self.partialImages = try fields.flag("stream") == true ? partialImages : nil
        guard self.partialImages == nil || format == .data else {
            throw Problem.invalid("response_format", "A stream carries pictures as \"b64_json\".")
        }
        let model = try Self.model(try fields.text("model"), among: offer.models)
        var settings = try Self.settings(kind, fields, model, offer)
        if let image {
            let mask = try Self.mask(mask, image: image, for: model)
            let strength =
                try fields.number("strength", 0...1) ?? (mask == nil ? Self.strengths.plain : Self.strengths.masked)
            settings.recipe.options.initialPicture = .init(
                strength: strength, pixels: try StartPicture.pixels(image, for: model, field: "image"))
            settings.recipe.options.mask = mask
        }
        self.settings = settings
    }

    private static func model(_ name: String?, among models: [ModelDescription]) throws -> ModelDescription {
        guard let model = name.map({ name in models.first { $0.name == name } }) ?? models.first else {
            let names = models.map(\.name).joined(separator: ", ")
            throw Problem(
                .notFound, "The model does not exist. There are: \(names). Left out, the first is taken.",
                field: "model")
        }
        return model
    }

    private static func settings(
        _ kind: Kind, _ fields: RequestFields, _ model: ModelDescription, _ offer: ServerLink.Connection
    ) throws -> JobSettings {
        var wish = JobRequest()
        wish.model = model.name
        wish.prompt = try fields.text("prompt")
        if wish.prompt == nil {
            guard kind == .variation else { throw Problem.invalid("prompt", "The field \"prompt\" is missing.") }
            wish.prompt = ""
        }
        wish.negativePrompt = try fields.text("negative_prompt")
        wish.count = try fields.whole("n", 1...Int(offer.welcome.maximumCount))
        wish.seed = try fields.seed("seed")
        wish.steps = try fields.whole("steps", 1...Int(min(model.timesteps, offer.welcome.maximumSteps)))
        wish.sampler = try fields.text("sampler")
        wish.guidanceScale = try fields.number("guidance_scale", JobRequest.guidanceScales)
        wish.eta = try fields.number("eta", 0...1)
        var settings = try wish.settings(models: offer.models, limits: offer.welcome)
        settings.carriesRecipe = try fields.flag("metadata") ?? true
        return settings
    }

    /// Of a mask, or else of the picture itself, what is transparent is drawn anew.
    private static func mask(_ mask: [UInt8]?, image: [UInt8], for model: ModelDescription) throws -> [UInt8]? {
        guard let mask else {
            let read = try StartPicture.mask(transparency: image, for: model, field: "image")
            return read?.contains { $0 > 0 } == true ? read : nil
        }
        guard let read = try StartPicture.mask(transparency: mask, for: model, field: "mask") else {
            throw Problem.invalid("mask", "The mask has no transparent pixels: those say where the picture is redrawn.")
        }
        return read
    }
}

extension RequestFields {
    /// A seed as a number, or as a text where that holds 64 bits.
    func seed(_ name: String) throws -> JobRequest.Seed? {
        if let text = try? text(name) { return JobRequest.Seed(text) }
        return try whole(name, 0...Int.max).map { JobRequest.Seed(String($0)) }
    }
}
