import FoundationEssentials
import HTTPTypes
import ImageCoding
import WireProtocol

/// The body of txt2img and img2img, read. What means nothing to the models here is passed over.
struct WebUIRequest: Sendable {
    /// Those of the first picture; each further one has the next seed, as there.
    let settings: JobSettings
    let count: Int
    let size: PictureSize?
    let sendsPictures: Bool

    /// Throws a `Problem` that names the field.
    init(
        _ fields: RequestFields, isFromPicture: Bool, options: WebUIState.Options, offer: ServerLink.Connection
    ) throws {
        let overrides = try fields.fields("override_settings")
        let model = try Self.model(try overrides.text("sd_model_checkpoint") ?? options.model, among: offer.models)
        let most = Int(offer.welcome.maximumCount)
        let batch = try fields.whole("batch_size", 1...most) ?? 1
        count = try (fields.whole("n_iter", 1...most) ?? 1) * batch
        guard count <= most else {
            throw Problem.invalid("n_iter", "At most \(most) pictures are made at a time.")
        }
        size = try Self.size(fields, model)
        sendsPictures = try fields.flag("send_images") ?? true
        var settings = try Self.settings(fields, model, offer)
        settings.carriesRecipe = try overrides.flag("enable_pnginfo") ?? options.writesRecipes
        if isFromPicture { try Self.begin(&settings, fields, model) }
        self.settings = settings
    }

    static func model(_ name: String?, among models: [ModelDescription]) throws -> ModelDescription {
        guard let name, !name.isEmpty else {
            guard let first = models.first else { throw Problem(.serviceUnavailable, "The server has no model.") }
            return first
        }
        let wanted = name.split(separator: " ").first.map(String.init) ?? name
        guard
            let model = models.first(where: {
                [$0.name, "\($0.name).safetensors", $0.hash.description].contains(wanted)
            })
        else {
            let names = models.map(\.name).joined(separator: ", ")
            throw Problem.invalid("sd_model_checkpoint", "There is no model of this name. There are: \(names).")
        }
        return model
    }

    private static func size(_ fields: RequestFields, _ model: ModelDescription) throws -> PictureSize? {
        let width = try fields.whole("width", PictureSize.sides)
        let height = try fields.whole("height", PictureSize.sides)
        guard width != nil || height != nil else { return nil }
        return PictureSize(
            width: width ?? PictureSize.sides.upperBound, height: height ?? PictureSize.sides.upperBound)
    }

    private static func settings(
        _ fields: RequestFields, _ model: ModelDescription, _ offer: ServerLink.Connection
    ) throws -> JobSettings {
        var wish = JobRequest()
        wish.model = model.name
        wish.prompt = try fields.text("prompt") ?? ""
        wish.negativePrompt = try fields.text("negative_prompt")
        wish.seed = try seed(fields, "seed")
        wish.steps = try fields.whole("steps", 1...Int(min(model.timesteps, offer.welcome.maximumSteps)))
        wish.guidanceScale = try fields.number("cfg_scale", JobRequest.guidanceScales)
        var spacing = try fields.text("scheduler").map(WebUIName.ownSpacing)
        let older = try fields.text("sampler_index")
        if var name = try fields.text("sampler_name") ?? older, !name.isEmpty {
            // As it was called before the two were apart: "DPM++ 2M Karras".
            if name.hasSuffix(" Karras") {
                name.removeLast(" Karras".count)
                spacing = "karras"
            }
            wish.sampler = WebUIName.ownSampler(name)
        }
        // Clients send it with every sampler; it is of one alone.
        let eta = try fields.number("eta", 0...1)
        if wish.sampler == "ddim" { wish.eta = eta }
        var settings = try wish.settings(models: offer.models, limits: offer.welcome)
        if let spacing, spacing != "automatic" {
            guard WebUIName.ownSpacings.contains(spacing) else {
                throw Problem.invalid(
                    "scheduler",
                    "There is no scheduler of this name. There are: \(WebUIName.ownSpacings.joined(separator: ", ")).")
            }
            settings.recipe.options.spacing = spacing
        }
        let strength = try fields.number("subseed_strength", 0...1) ?? 0
        let subseed = try seed(fields, "subseed").flatMap { UInt64($0.text) } ?? .random(in: 0...UInt64(UInt32.max))
        if strength > 0, subseed != settings.recipe.seed {
            settings.recipe.options.variation = .init(seed: subseed, strength: strength)
        }
        return settings
    }

    /// -1 stands for one that is drawn.
    private static func seed(_ fields: RequestFields, _ name: String) throws -> JobRequest.Seed? {
        try fields.whole(name, -1...Int.max).flatMap { $0 < 0 ? nil : JobRequest.Seed(String($0)) }
    }

    private static func begin(
        _ settings: inout JobSettings, _ fields: RequestFields, _ model: ModelDescription
    ) throws {
        guard let image = try fields.texts("init_images").first else {
            throw Problem.invalid("init_images", "The field \"init_images\" has a picture to begin with.")
        }
        let fittings: [Picture.Fitting] = [.stretch, .crop, .extend]
        let fitting = fittings[try fields.whole("resize_mode", 0...2) ?? 0]
        let strength = try fields.number("denoising_strength", 0...1) ?? 0.75
        let pixels = try StartPicture.pixels(
            try png(image, "init_images"), for: model, field: "init_images", fitting: fitting)
        settings.recipe.options.initialPicture = .init(strength: strength, pixels: pixels)
        let isInverted = try fields.whole("inpainting_mask_invert", 0...1) == 1
        guard let mask = try fields.text("mask") else { return }
        let drawn = try StartPicture.mask(
            brightness: try png(mask, "mask"), for: model, field: "mask", fitting: fitting)
        settings.recipe.options.mask = isInverted ? drawn.map { 255 - $0 } : drawn
    }

    /// The bytes of a picture in base 64, with the front of a `data:` URL or without.
    static func png(_ text: String, _ field: String) throws -> [UInt8] {
        let base64 = text.hasPrefix("data:") ? text.drop { $0 != "," }.dropFirst() : text[...]
        guard let data = Data(base64Encoded: String(base64)) else {
            throw Problem.invalid(field, "The field \"\(field)\" is a PNG file in base 64.")
        }
        return Array(data)
    }
}
