/// What is wrong with bytes that a peer sent, in a sentence that names the field.
package enum WireDecodingError: Error, Sendable, Equatable {
    /// The length field says less than a frame's type and request take.
    case frameTooShort(length: UInt32)
    /// The length field says more than this end accepts.
    case frameTooLarge(length: UInt32, maximum: Int)
    /// No message of this type is known in this direction. The frame itself was whole: the next one can be read.
    case unknownType(UInt16)
    /// The message ends inside `field`, which needs `needed` bytes.
    case truncated(field: String, needed: Int, left: Int)
    /// The bytes of `field` are not UTF-8.
    case invalidUTF8(field: String)
    /// `field` says there are more elements than the rest of the message could hold.
    case countTooLarge(field: String, count: UInt32)
    /// `field` holds a value that the specification does not list.
    case invalidValue(field: String, value: UInt64)
    /// A HELLO of versions this end does not speak; what follows them may be laid out in ways it does not know.
    case noCommonVersion(minimum: UInt16, maximum: UInt16)
    /// Bytes are left over after the last field.
    case trailingBytes(Int)
}

extension WireDecodingError {
    /// The code that a server answers with.
    package var code: WireErrorCode {
        switch self {
        case .frameTooLarge: .frameTooLarge
        case .unknownType: .unknownRequest
        case .noCommonVersion: .unsupportedVersion
        default: .malformed
        }
    }
}

extension WireDecodingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .frameTooShort(let length):
            "A frame says it is \(length) bytes long, but its type and request alone take 6."
        case .frameTooLarge(let length, let maximum):
            "A frame says it is \(length) bytes long; at most \(maximum) are accepted. Send less in one message."
        case .unknownType(let type):
            "Messages of type \(hexadecimal(type)) are not known here. Use only the types of the negotiated version."
        case .truncated(let field, let needed, let left):
            "The message ends too early: \(field) takes \(needed) bytes, and \(left) are left."
        case .invalidUTF8(let field):
            "The text in \(field) is not UTF-8."
        case .countTooLarge(let field, let count):
            "The message says that \(field) has \(count) elements, more than the rest of it could hold."
        case .invalidValue(let field, let value):
            "The value \(value) of \(field) is not one that the specification lists."
        case .noCommonVersion(let minimum, let maximum):
            "The client speaks versions \(minimum) to \(maximum) of the protocol, this server "
                + "\(ProtocolConstants.versions.lowerBound) to \(ProtocolConstants.versions.upperBound). Update the older "
                + "of the two."
        case .trailingBytes(let count):
            "The message has \(count) bytes after its last field."
        }
    }
}

private func hexadecimal(_ value: UInt16) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
}
