import ImageCoding
import WireProtocol

/// How pictures were made, as the web UI tells it: JSON in a text.
struct WebUIInfo {
    let text: String

    init(_ settings: [JobSettings], _ pictures: [[UInt8]]) throws {
        guard let first = settings.first else {
            text = "{}"
            return
        }
        let size = try pictures.first.map(PNGCodec.decode).map { ($0.width, $0.height) } ?? (0, 0)
        func texts(_ value: (JobSettings) -> String) -> JSON { .list(settings.map { .text(value($0)) }) }
        func seed(_ seed: UInt64) -> JSON { Int(exactly: seed).map(JSON.whole) ?? .text(String(seed)) }
        let variation = first.recipe.options.variation
        let fields: JSON = [
            "prompt": .text(first.recipe.prompt), "all_prompts": texts(\.recipe.prompt),
            "negative_prompt": .text(first.recipe.negativePrompt),
            "all_negative_prompts": texts(\.recipe.negativePrompt), "seed": seed(first.recipe.seed),
            "all_seeds": .list(settings.map { seed($0.recipe.seed) }), "subseed": seed(variation?.seed ?? 0),
            "all_subseeds": .list(settings.map { seed($0.recipe.options.variation?.seed ?? 0) }),
            "subseed_strength": .number(Double(variation?.strength ?? 0)), "width": .whole(size.0),
            "height": .whole(size.1), "sampler_name": .text(WebUIName.sampler(first.recipe.sampler)),
            "cfg_scale": .number(Double(first.recipe.guidanceScale)), "steps": .whole(Int(first.recipe.steps)),
            "batch_size": .whole(settings.count), "sd_model_name": .text(first.recipe.model),
            "sd_model_hash": .text(String(first.modelHash.prefix(10))),
            "denoising_strength": first.recipe.options.initialPicture.map { .number(Double($0.strength)) } ?? .null,
            "infotexts": texts { $0.recipe(image: 0).parameters(width: size.0, height: size.1) },
        ]
        text = fields.text
    }
}
