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
        var buffer = ByteBuffer()
        try encode(into: &buffer, maximumLength: maximumLength)
        return buffer
    }

    /// Appends the frame's bytes; none if it throws.
    package func encode(
        into buffer: inout ByteBuffer, maximumLength: Int = Message.maximumFrameLength
    ) throws(WireEncodingError) {
        let message = self.message.message
        let start = buffer.writerIndex
        buffer.reserveCapacity(minimumWritableBytes: Self.usualBytes)
        buffer.writeInteger(0, as: UInt32.self)
        buffer.writeInteger(type(of: message).type.rawValue)
        buffer.writeInteger(request)
        do throws(WireEncodingError) {
            try message.encode(into: &buffer)
            let length = buffer.writerIndex - start - MemoryLayout<UInt32>.size
            guard length <= maximumLength, let field = UInt32(exactly: length) else {
                throw .frameTooLarge(type: type(of: message).type, length: length, maximum: maximumLength)
            }
            buffer.setInteger(field, at: start)
        } catch {
            buffer.moveWriterIndex(to: start)
            throw error
        }
    }

    /// Room that is made at once, instead of little by little, for a frame that has no large pictures in it.
    private static var usualBytes: Int { 1024 }
}

package typealias ClientFrame = Frame<ClientMessage>
package typealias ServerFrame = Frame<ServerMessage>
