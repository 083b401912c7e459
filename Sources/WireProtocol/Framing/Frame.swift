package import NIOCore

/// A message with the request it belongs to (0 when it belongs to none).
package struct Frame<Message: WireMessageSum>: Sendable, Equatable {
    package var request: UInt32
    package var message: Message

    package init(request: UInt32, _ message: Message) {
        self.request = request
        self.message = message
    }

    package init(decoding frame: RawFrame) throws(WireDecodingError) {
        self.init(request: frame.request, try Message(decoding: frame))
    }

    /// The frame's bytes, length field first.
    ///
    /// - Parameter maximumLength: what the receiver accepts, if it said less than the specification allows.
    package func encoded(maximumLength: Int = Message.maximumFrameLength) throws(WireEncodingError) -> ByteBuffer {
        let message = self.message.message
        var buffer = ByteBuffer()
        buffer.writeInteger(0, as: UInt32.self)
        buffer.writeInteger(self.message.type.rawValue)
        buffer.writeInteger(request)
        try message.encode(into: &buffer)
        let length = buffer.readableBytes - MemoryLayout<UInt32>.size
        guard length <= maximumLength, let field = UInt32(exactly: length) else {
            throw .frameTooLarge(type: self.message.type, length: length, maximum: maximumLength)
        }
        buffer.setInteger(field, at: 0)
        return buffer
    }
}

package typealias ClientFrame = Frame<ClientMessage>
package typealias ServerFrame = Frame<ServerMessage>
