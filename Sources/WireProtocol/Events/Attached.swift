package import NIOCore

/// Answers ATTACH: what the job is and where it is. Its events follow on this request.
///
///     ATTACHED 0x800F
///     state       u8         0: queued, 1: running, 2: finished, 3: cancelled, 4: failed
///     step        u32        steps done
///     width       u16        of a picture
///     height      u16
///     channels    u8         1: grey, 3: red, green, blue
///     modelHash   32 bytes   SHA-256 of the model's weights
///     recipe      recipe     (``JobRecipe``)
package struct Attached: WireMessage {
    package static let type = MessageType.attached

    package var state: JobState
    package var step: UInt32
    package var width: UInt16
    package var height: UInt16
    package var channels: UInt8
    package var modelHash: ModelHash
    package var recipe: JobRecipe

    package init(
        state: JobState, step: UInt32, width: UInt16, height: UInt16, channels: UInt8, modelHash: ModelHash,
        recipe: JobRecipe
    ) {
        self.state = state
        self.step = step
        self.width = width
        self.height = height
        self.channels = channels
        self.modelHash = modelHash
        self.recipe = recipe
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        state = try reader.choice("state")
        step = try reader.integer("step")
        width = try reader.integer("width")
        height = try reader.integer("height")
        channels = try reader.integer("channels")
        modelHash = try ModelHash(from: &reader, field: "modelHash")
        recipe = try JobRecipe(from: &reader)
    }

    package func encode(into buffer: inout ByteBuffer) {
        buffer.writeInteger(state.rawValue)
        buffer.writeInteger(step)
        buffer.writeInteger(width)
        buffer.writeInteger(height)
        buffer.writeInteger(channels)
        modelHash.encode(into: &buffer)
        recipe.encode(into: &buffer)
    }
}
