package import NIOCore

/// Cuts a stream of bytes into frames. A declared length is judged as soon as its four bytes are there, so that no more
/// than one frame of the permitted length is ever held, plus what came in the same read.
///
/// After an error the stream has no frame boundaries any more: `next` goes on throwing it, and bytes are let go.
package struct FrameDecoder: Sendable {
    private let maximumLength: Int
    private var buffer = ByteBuffer()
    private var failure: WireDecodingError?

    /// - Parameter maximumLength: the most that a length field may say.
    package init(maximumLength: Int) {
        self.maximumLength = maximumLength
    }

    /// Whether the bytes that wait are the beginning of a frame that has not come whole.
    package var isMidFrame: Bool { buffer.readableBytes > 0 }

    package mutating func append(_ bytes: ByteBuffer) {
        guard failure == nil else { return }
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            buffer.discardReadBytes()
            buffer.writeImmutableBuffer(bytes)
        }
    }

    /// The next whole frame, or nil until more bytes have come.
    package mutating func next() throws(WireDecodingError) -> RawFrame? {
        if let failure { throw failure }
        guard let length = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return nil }
        if let error = judge(length) {
            failure = error
            buffer = ByteBuffer()
            throw error
        }
        guard
            let (_, type, request) = buffer.peekMultipleIntegers(as: (UInt32, UInt16, UInt32).self),
            buffer.readableBytes >= 4 + Int(length)
        else { return nil }
        buffer.moveReaderIndex(forwardBy: 4 + ProtocolConstants.minimumFrameLength)
        let payload = buffer.readSlice(length: Int(length) - ProtocolConstants.minimumFrameLength) ?? ByteBuffer()
        return RawFrame(type: type, request: request, payload: payload)
    }

    private func judge(_ length: UInt32) -> WireDecodingError? {
        if length < ProtocolConstants.minimumFrameLength { return .frameTooShort(length: length) }
        if length > maximumLength { return .frameTooLarge(length: length, maximum: maximumLength) }
        return nil
    }
}
