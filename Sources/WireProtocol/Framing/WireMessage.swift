package import NIOCore

/// One message of the protocol: its type and the layout of its payload.
package protocol WireMessage: Sendable, Equatable {
    static var type: MessageType { get }

    /// Reads every field. The caller checks that nothing is left.
    init(from reader: inout WireReader) throws(WireDecodingError)

    /// Appends the payload.
    func encode(into buffer: inout ByteBuffer) throws(WireEncodingError)
}

/// The messages of one direction.
package protocol WireMessageSum: Sendable, Equatable {
    /// The most the length field of a frame in this direction may say.
    static var maximumFrameLength: Int { get }

    /// Decodes a frame's payload to its last byte.
    init(decoding frame: RawFrame) throws(WireDecodingError)

    var message: any WireMessage { get }
}

extension WireMessageSum {
    package var type: MessageType { Swift.type(of: message).type }
}

extension RawFrame {
    /// The payload as `Message`, consumed to its last byte.
    func decode<Message: WireMessage>(_ type: Message.Type = Message.self) throws(WireDecodingError) -> Message {
        var reader = WireReader(payload)
        let message = try Message(from: &reader)
        try reader.finish()
        return message
    }
}
