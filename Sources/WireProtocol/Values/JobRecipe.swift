import NIOCore

/// What decides every bit of a job's pictures, together with the model's weights.
///
///     model            string
///     prompt           string   empty: no prompt
///     negativePrompt   string   empty: none
///     seed             u64
///     count            u8       pictures
///     steps            u32
///     sampler          string
///     guidanceScale    f32
///     options          options
package struct JobRecipe: Hashable, Sendable {
    package var model: String
    package var prompt: String
    package var negativePrompt: String
    package var seed: UInt64
    package var count: UInt8
    package var steps: UInt32
    package var sampler: String
    package var guidanceScale: Float
    package var options: SubmitOptions

    package init(
        model: String, prompt: String, negativePrompt: String = "", seed: UInt64, count: UInt8 = 1, steps: UInt32,
        sampler: String, guidanceScale: Float, options: SubmitOptions = SubmitOptions()
    ) {
        self.model = model
        self.prompt = prompt
        self.negativePrompt = negativePrompt
        self.seed = seed
        self.count = count
        self.steps = steps
        self.sampler = sampler
        self.guidanceScale = guidanceScale
        self.options = options
    }

    init(from reader: inout WireReader) throws(WireDecodingError) {
        model = try reader.string("model")
        prompt = try reader.string("prompt")
        negativePrompt = try reader.string("negativePrompt")
        seed = try reader.integer("seed")
        count = try reader.integer("count")
        steps = try reader.integer("steps")
        sampler = try reader.string("sampler")
        guidanceScale = try reader.float("guidanceScale")
        options = try SubmitOptions(from: &reader)
    }

    func encode(into buffer: inout ByteBuffer) {
        buffer.writeField(model)
        buffer.writeField(prompt)
        buffer.writeField(negativePrompt)
        buffer.writeInteger(seed)
        buffer.writeInteger(count)
        buffer.writeInteger(steps)
        buffer.writeField(sampler)
        buffer.writeField(guidanceScale)
        options.encode(into: &buffer)
    }
}

extension JobRecipe {
    /// As a message carries it, for somebody who keeps it.
    package var bytes: [UInt8] {
        var buffer = ByteBuffer()
        encode(into: &buffer)
        return Array(buffer.readableBytesView)
    }

    /// What ``bytes`` gave, to the last byte.
    package init(bytes: [UInt8]) throws(WireDecodingError) {
        var reader = WireReader(ByteBuffer(bytes: bytes))
        try self.init(from: &reader)
        try reader.finish()
    }
}
