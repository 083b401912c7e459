/// The bodies of the OpenAI interface.
enum OpenAISchema {
    private static let wishes: [Schema.Field] = [
        .optional("model", .text, "One of `GET /v1/models`; the first of them."),
        .optional("n", .whole(1...16), "Pictures."),
        .optional("size", PictureSize.schema, PictureSize.note),
        .optional("response_format", .choice(["b64_json", "url"]), "`b64_json` unless said otherwise."),
        .optional("output_format", .choice(["png"])),
        .optional("background", .choice(["opaque", "auto"])),
        .optional("negative_prompt", .text, "Of Reverie: what to lead away from."),
        .optional("seed", .either(.seed, .whole(0...)), "Of Reverie: decides the noise."),
        .optional("steps", .whole(1...), "Of Reverie."),
        .optional("sampler", .text, "Of Reverie: one of the model's samplers."),
        .optional("guidance_scale", .number(0...30), "Of Reverie: how strictly the prompt is followed."),
        .optional("eta", .number(0...1), "Of Reverie: fresh noise a step, for the sampler `ddim`."),
        .optional(
            "metadata", .flag, "Of Reverie: whether the PNGs say how they were made. They do unless told otherwise."),
    ]
    private static let streaming: [Schema.Field] = [
        .optional("stream", .flag, "Answer with events as the pictures form."),
        .optional("partial_images", .whole(0...3), "Pictures on the way that a stream shows."),
    ]
    private static let prompt = Schema.Field.field("prompt", .text, "What to make.")
    private static let image = Schema.Field.field(
        "image", .file, "A PNG file of any size: the middle is cut out in the model's shape and brought to its size.")
    private static let strength = Schema.Field.optional(
        "strength", .number(0...1), "Of Reverie: the share of the steps to make; 1 keeps nothing of the picture.")

    static let generation = Schema.object([prompt] + wishes + streaming)
    static let edit = Schema.object(
        [
            image, prompt,
            .optional("mask", .file, "A PNG file: where it is transparent, the picture is drawn anew."), strength,
        ] + wishes + streaming)
    static let variation = Schema.object([image, .optional("prompt", .text, "Of Reverie."), strength] + wishes)

    static let answer = Schema.object([
        .field("created", .whole(0...), "Seconds since 1970."),
        .field(
            "data", .list(.object([.optional("b64_json", .text, "A PNG file."), .optional("url", .text)]))),
        .field("background", .choice(["opaque"])),
        .field("output_format", .choice(["png"])),
        .field("size", .text(pattern: "^[0-9]+x[0-9]+$"), "As it came out."),
        .field("usage", usage, "Nothing is counted in tokens here: all are 0."),
    ])

    private static let usage = Schema.object([
        .field("input_tokens", .whole(0...0)), .field("output_tokens", .whole(0...0)),
        .field("total_tokens", .whole(0...0)),
        .field(
            "input_tokens_details",
            .object([.field("image_tokens", .whole(0...0)), .field("text_tokens", .whole(0...0))])),
    ])

    static func events(_ kind: OpenAIRequest.Kind) -> [Schema.Field] {
        let fields: [Schema.Field] = [
            .field("type", .text), .field("b64_json", .text, "A PNG file."), .field("created_at", .whole(0...)),
            .field("size", .text), .field("quality", .text), .field("background", .text),
            .field("output_format", .text),
            .field("image_index", .whole(0...255), "Of Reverie: which picture of the job."),
        ]
        return [
            .field(
                "\(kind.rawValue).partial_image",
                .object(fields + [.field("partial_image_index", .whole(0...))]), "A picture on the way."),
            .field(
                "\(kind.rawValue).completed", .object(fields + [.field("usage", usage)]), "A picture is finished."),
            .field("error", OpenAIError.schema, "The stream ends without its pictures."),
        ]
    }

    static let model = Schema.object([
        .field("id", .text), .field("object", .choice(["model"])), .field("created", .whole(0...)),
        .field("owned_by", .text),
    ])
}
