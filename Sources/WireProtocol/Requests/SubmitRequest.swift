package import NIOCore

/// Asks for pictures. Answered by ACCEPTED, then by the job's events.
///
///     SUBMIT 0x0003
///     idempotencyKey   16 bytes
///     viewing          viewing    (``Viewing``)
///     trace            string     a W3C `traceparent`, or empty; at most 256 bytes of printable ASCII
///     recipe           recipe     (``JobRecipe``)
package struct SubmitRequest: WireMessage {
    package static let type = MessageType.submit

    package var idempotencyKey: IdempotencyKey
    package var viewing: Viewing
    /// What the server's log names the job's lines with, so that they are found beside those of other services.
    package var trace: String
    package var recipe: JobRecipe

    package init(
        idempotencyKey: IdempotencyKey = .random(), recipe: JobRecipe, viewing: Viewing = Viewing(), trace: String = ""
    ) {
        self.idempotencyKey = idempotencyKey
        self.viewing = viewing
        self.trace = trace
        self.recipe = recipe
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        idempotencyKey = try IdempotencyKey(from: &reader)
        viewing = try Viewing(from: &reader)
        trace = try reader.string("trace")
        recipe = try JobRecipe(from: &reader)
    }

    package func encode(into buffer: inout ByteBuffer) {
        idempotencyKey.encode(into: &buffer)
        viewing.encode(into: &buffer)
        buffer.writeField(trace)
        recipe.encode(into: &buffer)
    }
}

extension SubmitRequest {
    package static let maximumTraceBytes = 256

    /// Whether a log can hold the trace as it is.
    package var hasSoundTrace: Bool {
        trace.utf8.count <= Self.maximumTraceBytes && trace.utf8.allSatisfy { 0x20...0x7E ~= $0 }
    }

    /// Reads what version 2 of the protocol had: no trace.
    package init(fromVersion2 reader: inout WireReader) throws(WireDecodingError) {
        idempotencyKey = try IdempotencyKey(from: &reader)
        viewing = try Viewing(from: &reader)
        trace = ""
        recipe = try JobRecipe(from: &reader)
    }
}
