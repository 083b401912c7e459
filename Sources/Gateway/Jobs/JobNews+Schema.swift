extension JobNews {
    /// The events of a job's stream, by name.
    static let events: [Schema.Field] = [
        .field(
            "queued",
            .object([
                .field("position", .whole(0...), "Jobs that come first."),
                .field("estimatedMilliseconds", .whole(0...).orNull, "Null when nobody can tell."),
            ]), "The job waits."),
        .field(
            "started",
            .object([
                .field("steps", .whole(1...)), .field("count", .whole(1...255)),
                .field("recipe", JobSettings.schema),
            ]), "The first step is being made."),
        .field("preview", preview, "The pictures as they are predicted at this step. Has no `id`."),
        .field(
            "image",
            .object([
                .field("index", .whole(0...255)), .field("width", .whole(1...)), .field("height", .whole(1...)),
                .field("url", .text, "Where the PNG is."),
            ]), "A picture is finished."),
        .field(
            "finished", .object([.field("milliseconds", .whole(0...)), .field("evaluations", .whole(0...))]),
            "All pictures are finished. The last event."),
        .field(
            "cancelled", .object([.field("step", .whole(0...)), .field("milliseconds", .whole(0...))]),
            "The job was cancelled at this step. The last event."),
        .field(
            "failed",
            .object([
                .field("detail", .text, "A sentence for people."),
                .field("retryable", .flag, "Whether the same may do later."),
            ]), "The job ended without its pictures. The last event."),
        .field(
            "away", .object([.field("detail", .text)]),
            "The inference server is away; the job goes on when it is back."),
    ]

    private static let preview = Schema.object([
        .field("step", .whole(0...)),
        .field("steps", .whole(1...)),
        .field("timestep", .whole(0...), "Of the noise schedule."),
        .field("replaced", .whole(0...), "Previews that this viewer lost since the last one."),
        .field("remainingMilliseconds", .whole(0...).orNull),
        .field("images", .list(.text), "PNGs as `data:` URLs: what was asked for."),
        .optional("states", .list(.text), "The noisy states, where both were asked for."),
    ])
}
