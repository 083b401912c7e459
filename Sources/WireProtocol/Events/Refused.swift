package import NIOCore

/// Answers a request that was refused, or (request 0) says why the server closes the connection.
///
///     ERROR 0x80FF
///     code        u16
///     retryable   bool     whether the same request may succeed later
///     message     string   a sentence for people
package struct Refused: WireMessage {
    package static let type = MessageType.refused

    package var code: WireErrorCode
    package var retryable: Bool
    package var message: String

    package init(code: WireErrorCode, retryable: Bool, message: String) {
        self.code = code
        self.retryable = retryable
        self.message = message
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        code = try WireErrorCode(from: &reader)
        retryable = try reader.boolean("retryable")
        message = try reader.string("message")
    }

    package func encode(into buffer: inout ByteBuffer) {
        buffer.writeInteger(code.rawValue)
        buffer.writeField(retryable)
        buffer.writeField(message)
    }
}

extension Refused {
    package init(_ error: WireError) {
        self.init(code: error.code, retryable: error.retryable, message: error.message)
    }

    package var error: WireError {
        WireError(code: code, message: message, retryable: retryable)
    }
}
