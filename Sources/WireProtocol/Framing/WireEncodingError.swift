/// Why a message cannot be put on the wire.
package enum WireEncodingError: Error, Sendable, Equatable {
    /// The frame would be longer than its receiver accepts.
    case frameTooLarge(type: MessageType, length: Int, maximum: Int)
    /// There are more or fewer pixel bytes than the sizes beside them say.
    case pixelsDisagree(type: MessageType, expected: Int, found: Int)
    /// A vector has more or fewer numbers than the width beside it says.
    case valuesDisagree(type: MessageType, expected: Int, found: Int)
}

extension WireEncodingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .frameTooLarge(let type, let length, let maximum):
            "\(type) would take \(length) bytes; the other side accepts at most \(maximum). "
                + "Use a shorter text, or fewer or smaller pictures."
        case .pixelsDisagree(let type, let expected, let found):
            "\(type) has \(found) bytes of pixels where its sizes ask for \(expected)."
        case .valuesDisagree(let type, let expected, let found):
            "\(type) has a vector of \(found) numbers where its width asks for \(expected)."
        }
    }
}
