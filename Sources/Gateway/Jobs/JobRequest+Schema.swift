extension JobRequest {
    static let source = Schema.object([
        .optional("image", .text, "The `hash` of a saved picture."),
        .optional("job", .text, "Else the `id` of a job."),
        .optional("index", .whole(0...), "Which of its pictures, from 0."),
        .optional("strength", .number(0...1), "The share of the steps to make; 1 unless told otherwise."),
    ])

    static let schema = Schema.object([
        .optional("model", .text, "The name of a model; the first that the server has."),
        .optional("prompt", .text, "What to make."),
        .optional("negativePrompt", .text, "What to lead away from."),
        .optional(
            "seed", .either(.seed, .whole(0...)), "Decides the noise: a text, or a number where that holds 64 bits."),
        .optional("count", .whole(1...255), "Pictures; the server says how many it makes at most."),
        .optional("steps", .whole(1...), "The model says how many it takes at most."),
        .optional("sampler", .text, "One of the model's samplers."),
        .optional("guidanceScale", .number(0...30), "How strictly the prompt is followed."),
        .optional("metadata", .flag, "Whether the PNGs say how they were made. They do unless told otherwise."),
        .optional("eta", .number(0...1), "The share of fresh noise a step, for the sampler `ddim`."),
        .optional("spacing", .text, "Which timesteps the steps visit: `trailing`, `linspace`, `leading` or `karras`."),
        .optional("dynamicThreshold", .number(0...1), "The quantile of dynamic thresholding."),
        .optional("guidanceRescale", .number(0...1), "The share of guidance's contrast that is taken back."),
        .optional(
            "guidanceInterval", .list(.number(0...1)), "Two shares of the timesteps, between which guidance works."),
        .optional(
            "variation", .object([.field("seed", .either(.seed, .whole(0...))), .field("strength", .number(0...1))]),
            "Another seed, and how far towards its noise."),
        .optional(
            "picture", source, "A picture to begin with: a saved one by its `image`, or one of a `job` by its `index`."),
        .optional("draftSteps", .whole(1...), "Stop after so many of the steps."),
        .optional("pictures", .list(.whole(0...255)), "Which pictures of the seed to make, by their indices."),
        .optional("estimate", .whole(1...), "Only show the clean picture that is predicted at this timestep."),
    ])
}

extension JobSettings {
    static let schema = Schema.object([
        .field("model", .text),
        .field("prompt", .text),
        .field("negativePrompt", .text),
        .field("seed", .seed),
        .field("count", .whole(1...255)),
        .field("steps", .whole(1...)),
        .field("sampler", .text),
        .field("guidanceScale", .number),
        .field("eta", .number(0...1)),
        .optional("spacing", .text),
        .optional("dynamicThreshold", .number),
        .optional("guidanceRescale", .number),
        .optional("guidanceInterval", .list(.number)),
        .optional("variation", .object([.field("seed", .seed), .field("strength", .number)])),
        .optional("picture", JobRequest.source),
        .optional("draftSteps", .whole(1...)),
        .optional("pictures", .list(.whole(0...255))),
        .optional("estimate", .whole(1...)),
        .optional("metadata", .flag, "`false`: the PNGs do not say how they were made."),
    ])
}
