import NIOCore

/// A model as MODELS describes it: everything a client needs to offer it.
///
///     name                   string         what SUBMIT calls it
///     title                  string         what people call it
///     description            string
///     hash                   32 bytes       SHA-256 of its weights
///     width                  u16            of a picture, in pixels
///     height                 u16
///     channels               u8             1: grey, 3: red, green, blue
///     timesteps              u32            of its noise schedule: the most steps it can take
///     samplers               list<string>
///     defaultSampler         string
///     defaultSteps           u32
///     defaultGuidanceScale   f32
///     defaultPrompt          string
///     prompts                list<string>   suggestions
///     styles                 list<string>   ways of drawing, to add to a prompt behind a comma
///     schedule               string         of noise: raised-cosine, linear or squared-cosine
///     betaStart              f32            of linear; 0 for others
///     betaEnd                f32            of linear and raised-cosine; 0 for others
package struct ModelDescription: Sendable, Equatable {
    package var name: String
    package var title: String
    package var description: String
    package var hash: ModelHash
    package var width: UInt16
    package var height: UInt16
    package var channels: UInt8
    package var timesteps: UInt32
    package var samplers: [String]
    package var defaultSampler: String
    package var defaultSteps: UInt32
    package var defaultGuidanceScale: Float
    package var defaultPrompt: String
    package var prompts: [String]
    package var styles: [String]
    package var schedule: String
    package var betaStart: Float
    package var betaEnd: Float

    package init(
        name: String, title: String, description: String, hash: ModelHash, width: UInt16, height: UInt16,
        channels: UInt8, timesteps: UInt32, samplers: [String], defaultSampler: String, defaultSteps: UInt32,
        defaultGuidanceScale: Float, defaultPrompt: String, prompts: [String],
        styles: [String], schedule: String, betaStart: Float, betaEnd: Float
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.hash = hash
        self.width = width
        self.height = height
        self.channels = channels
        self.timesteps = timesteps
        self.samplers = samplers
        self.defaultSampler = defaultSampler
        self.defaultSteps = defaultSteps
        self.defaultGuidanceScale = defaultGuidanceScale
        self.defaultPrompt = defaultPrompt
        self.prompts = prompts
        self.styles = styles
        self.schedule = schedule
        self.betaStart = betaStart
        self.betaEnd = betaEnd
    }

    /// Every string and list empty.
    static let minimumBytes = 7 * 4 + ModelHash.byteCount + 2 + 2 + 1 + 4 + 4 + 4 + 4 + 4 + 4 + 4

    init(from reader: inout WireReader) throws(WireDecodingError) {
        name = try reader.string("name")
        title = try reader.string("title")
        description = try reader.string("description")
        hash = try ModelHash(from: &reader, field: "hash")
        width = try reader.integer("width")
        height = try reader.integer("height")
        channels = try reader.integer("channels")
        timesteps = try reader.integer("timesteps")
        samplers = try reader.strings("samplers")
        defaultSampler = try reader.string("defaultSampler")
        defaultSteps = try reader.integer("defaultSteps")
        defaultGuidanceScale = try reader.float("defaultGuidanceScale")
        defaultPrompt = try reader.string("defaultPrompt")
        prompts = try reader.strings("prompts")
        styles = try reader.strings("styles")
        schedule = try reader.string("schedule")
        betaStart = try reader.float("betaStart")
        betaEnd = try reader.float("betaEnd")
    }

    func encode(into buffer: inout ByteBuffer) {
        buffer.writeField(name)
        buffer.writeField(title)
        buffer.writeField(description)
        hash.encode(into: &buffer)
        buffer.writeInteger(width)
        buffer.writeInteger(height)
        buffer.writeInteger(channels)
        buffer.writeInteger(timesteps)
        buffer.writeField(samplers)
        buffer.writeField(defaultSampler)
        buffer.writeInteger(defaultSteps)
        buffer.writeField(defaultGuidanceScale)
        buffer.writeField(defaultPrompt)
        buffer.writeField(prompts)
        buffer.writeField(styles)
        buffer.writeField(schedule)
        buffer.writeField(betaStart)
        buffer.writeField(betaEnd)
    }
}
