package import NIOCore

/// The last event of a job that was accepted and then went wrong.
///
///     FAILED 0x800A
///     code        u16
///     retryable   bool     whether the same SUBMIT may succeed later
///     message     string   a sentence for people
package struct Failed: WireMessage {
    package static let type = MessageType.failed

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

extension Failed {
    package init(_ error: WireError) {
        self.init(code: error.code, retryable: error.retryable, message: error.message)
    }

    package var error: WireError {
        WireError(code: code, message: message, retryable: retryable)
    }
}
