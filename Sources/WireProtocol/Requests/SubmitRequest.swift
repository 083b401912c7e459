package import NIOCore

/// Asks for pictures. Answered by ACCEPTED, then by the job's events.
///
///     SUBMIT 0x0003
///     idempotencyKey   16 bytes
///     model            string
///     prompt           string   empty: no prompt
///     negativePrompt   string   empty: none
///     seed             u64
///     count            u8       pictures
///     steps            u32
///     sampler          string
///     guidanceScale    f32
///     eta              f32      used by the sampler ddim
///     previewEvery     u16      steps from one preview to the next; 0: no previews
///     previewContent   u8       0: x0, 1: x_t
package struct SubmitRequest: WireMessage {
    package static let type = MessageType.submit

    package var idempotencyKey: IdempotencyKey
    package var model: String
    package var prompt: String
    package var negativePrompt: String
    package var seed: UInt64
    package var count: UInt8
    package var steps: UInt32
    package var sampler: String
    package var guidanceScale: Float
    package var eta: Float
    package var previewEvery: UInt16
    package var previewContent: PreviewContent

    package init(
        idempotencyKey: IdempotencyKey = .random(), model: String, prompt: String, negativePrompt: String = "",
        seed: UInt64, count: UInt8 = 1, steps: UInt32, sampler: String, guidanceScale: Float, eta: Float = 0,
        previewEvery: UInt16 = 1, previewContent: PreviewContent = .x0
    ) {
        self.idempotencyKey = idempotencyKey
        self.model = model
        self.prompt = prompt
        self.negativePrompt = negativePrompt
        self.seed = seed
        self.count = count
        self.steps = steps
        self.sampler = sampler
        self.guidanceScale = guidanceScale
        self.eta = eta
        self.previewEvery = previewEvery
        self.previewContent = previewContent
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        idempotencyKey = try IdempotencyKey(from: &reader)
        model = try reader.string("model")
        prompt = try reader.string("prompt")
        negativePrompt = try reader.string("negativePrompt")
        seed = try reader.integer("seed")
        count = try reader.integer("count")
        steps = try reader.integer("steps")
        sampler = try reader.string("sampler")
        guidanceScale = try reader.float("guidanceScale")
        eta = try reader.float("eta")
        previewEvery = try reader.integer("previewEvery")
        previewContent = try PreviewContent(from: &reader, field: "previewContent")
    }

    package func encode(into buffer: inout ByteBuffer) {
        idempotencyKey.encode(into: &buffer)
        buffer.writeField(model)
        buffer.writeField(prompt)
        buffer.writeField(negativePrompt)
        buffer.writeInteger(seed)
        buffer.writeInteger(count)
        buffer.writeInteger(steps)
        buffer.writeField(sampler)
        buffer.writeField(guidanceScale)
        buffer.writeField(eta)
        buffer.writeInteger(previewEvery)
        buffer.writeInteger(previewContent.rawValue)
    }
}
