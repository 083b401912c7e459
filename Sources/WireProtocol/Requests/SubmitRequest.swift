package import NIOCore

/// Asks for pictures. Answered by ACCEPTED, then by the job's events.
///
///     SUBMIT 0x0003
///     idempotencyKey   16 bytes
///     viewing          viewing    (``Viewing``)
///     recipe           recipe     (``JobRecipe``)
package struct SubmitRequest: WireMessage {
    package static let type = MessageType.submit

    package var idempotencyKey: IdempotencyKey
    package var viewing: Viewing
    package var recipe: JobRecipe

    package init(idempotencyKey: IdempotencyKey = .random(), recipe: JobRecipe, viewing: Viewing = Viewing()) {
        self.idempotencyKey = idempotencyKey
        self.viewing = viewing
        self.recipe = recipe
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        idempotencyKey = try IdempotencyKey(from: &reader)
        viewing = try Viewing(from: &reader)
        recipe = try JobRecipe(from: &reader)
    }

    package func encode(into buffer: inout ByteBuffer) {
        idempotencyKey.encode(into: &buffer)
        viewing.encode(into: &buffer)
        recipe.encode(into: &buffer)
    }
}
