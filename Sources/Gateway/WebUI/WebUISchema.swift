/// The bodies of the web UI's interface.
enum WebUISchema {
    private static let wishes: [Schema.Field] = [
        .optional("prompt", .text), .optional("negative_prompt", .text),
        .optional("seed", .whole((-1)...), "-1: one is drawn. Each further picture has the next one."),
        .optional("subseed", .whole((-1)...), "The seed that the noise is turned towards."),
        .optional("subseed_strength", .number(0...1), "How far."),
        .optional("batch_size", .whole(1...16)), .optional("n_iter", .whole(1...16)),
        .optional("steps", .whole(1...), "The model's own."),
        .optional("cfg_scale", .number(0...30), "The model's own."),
        .optional("width", .whole(4...2048)), .optional("height", .whole(4...2048)),
        .optional("sampler_name", .text, "One of `/sdapi/v1/samplers`, by its name or alias."),
        .optional("sampler_index", .text, "The same, as it was called before."),
        .optional("scheduler", .text, "One of `/sdapi/v1/schedulers`, or `automatic`."),
        .optional("eta", .number(0...1), "For the sampler DDIM."),
        .optional("send_images", .flag),
        .optional(
            "override_settings",
            .object([.optional("sd_model_checkpoint", .text), .optional("enable_pnginfo", .flag)]),
            "Options for this request alone."),
    ]

    static let fromText = Schema.object(wishes)
    static let fromPicture = Schema.object(
        [
            .field("init_images", .list(.text), "A PNG file in base 64, the first of the list."),
            .optional("mask", .text, "A PNG file in base 64: where it is white, the picture is drawn anew."),
            .optional("inpainting_mask_invert", .whole(0...1), "1: where it is black."),
            .optional("denoising_strength", .number(0...1), "The share of the steps to make; 0.75."),
            .optional("resize_mode", .whole(0...2), "0: stretch, 1: crop, 2: let the edges go on."),
        ] + wishes)

    static let pictures = Schema.object([
        .field("images", .list(.text), "PNG files in base 64."),
        .field("parameters", .anything, "The request without its pictures."),
        .field("info", .text, "JSON: how the pictures were made."),
    ])
    static let progress = Schema.object([
        .field("progress", .number(0...1)), .field("eta_relative", .number, "Seconds."),
        .field(
            "state",
            .object([
                .field("skipped", .flag), .field("interrupted", .flag), .field("stopping_generation", .flag),
                .field("job", .text), .field("job_count", .whole(0...)), .field("job_timestamp", .text),
                .field("job_no", .whole(0...)), .field("sampling_step", .whole(0...)),
                .field("sampling_steps", .whole(0...)),
            ])),
        .field("current_image", Schema.text.orNull, "A PNG file in base 64."),
        .field("textinfo", Schema.text.orNull),
    ])
    static let sampler = Schema.object([
        .field("name", .text), .field("aliases", .list(.text)), .field("options", .anything),
    ])
    static let scheduler = Schema.object([
        .field("name", .text), .field("label", .text), .field("aliases", Schema.text.orNull),
    ])
    static let model = Schema.object([
        .field("title", .text), .field("model_name", .text), .field("hash", .text), .field("sha256", .hash),
        .field("filename", .text), .field("config", Schema.text.orNull),
    ])
    static let options = Schema.object([
        .field("sd_model_checkpoint", .text), .field("sd_checkpoint_hash", .hash), .field("samples_format", .text),
        .field("enable_pnginfo", .flag, "Whether pictures carry their recipes."),
    ])
    static let choice = Schema.object([
        .optional("sd_model_checkpoint", .text, "A model's title, name or hash."), .optional("enable_pnginfo", .flag),
    ])
    static let pictureInfo = Schema.object([
        .field("info", .text, "The text `parameters`; empty if there is none."),
        .field("items", .anything, "All texts by their keywords."), .field("parameters", .anything),
    ])
}
