import NIOCore
import Testing
import WireProtocol

struct FrameDecoderTests {
    private let frames: [RawFrame] = [
        RawFrame(type: 1, request: 7, payload: ByteBuffer()),
        RawFrame(type: 0xFFFF, request: .max, payload: ByteBuffer(bytes: [9])),
        RawFrame(type: 0x8006, request: 0, payload: ByteBuffer(bytes: Array(0...40))),
    ]

    private func bytes(_ frames: [RawFrame]) -> ByteBuffer {
        var buffer = ByteBuffer()
        for frame in frames {
            buffer.writeInteger(UInt32(frame.payload.readableBytes + 6))
            buffer.writeInteger(frame.type)
            buffer.writeInteger(frame.request)
            buffer.writeImmutableBuffer(frame.payload)
        }
        return buffer
    }

    private func decode(_ pieces: [ByteBuffer], maximumLength: Int = 100) throws -> [RawFrame] {
        var decoder = FrameDecoder(maximumLength: maximumLength)
        var decoded: [RawFrame] = []
        for piece in pieces {
            decoder.append(piece)
            while let frame = try decoder.next() { decoded.append(frame) }
        }
        #expect(!decoder.isMidFrame)
        return decoded
    }

    @Test func allAtOnce() throws {
        #expect(try decode([bytes(frames)]) == frames)
    }

    @Test func byteByByte() throws {
        #expect(try decode(bytes(frames).readableBytesView.map { ByteBuffer(bytes: [$0]) }) == frames)
    }

    @Test func splitAtEveryTwoPlaces() throws {
        let all = Array(bytes(frames).readableBytesView)
        for first in 0...all.count {
            for second in first...all.count {
                let pieces = [all[..<first], all[first..<second], all[second...]].map { ByteBuffer(bytes: $0) }
                #expect(try decode(pieces) == frames, "split at \(first) and \(second)")
            }
        }
    }

    @Test func frameOfTheLargestLengthPasses() throws {
        let largest = RawFrame(type: 3, request: 1, payload: ByteBuffer(repeating: 5, count: 94))
        #expect(try decode([bytes([largest])]) == [largest])
        #expect(throws: WireDecodingError.frameTooLarge(length: 100, maximum: 99)) {
            try decode([bytes([largest])], maximumLength: 99)
        }
    }

    @Test(arguments: [0, 5, 101, UInt32.max] as [UInt32])
    func impossibleLengthIsRefusedBeforeItsBytesCome(_ length: UInt32) {
        var decoder = FrameDecoder(maximumLength: 100)
        decoder.append(ByteBuffer(integer: length))
        #expect(throws: WireDecodingError.self) { try decoder.next() }
        // No frame boundary is known any more: what follows is not looked at, however good it is.
        decoder.append(bytes(frames))
        #expect(throws: WireDecodingError.self) { try decoder.next() }
        #expect(!decoder.isMidFrame)
    }

    @Test func framesBeforeABadLengthAreStillRead() throws {
        var decoder = FrameDecoder(maximumLength: 100)
        var stream = bytes(frames)
        stream.writeInteger(UInt32.max)
        decoder.append(stream)
        for frame in frames { #expect(try decoder.next() == frame) }
        #expect(throws: WireDecodingError.self) { try decoder.next() }
    }

    @Test func aFrameInPartsIsSeenToWait() throws {
        var decoder = FrameDecoder(maximumLength: 100)
        #expect(!decoder.isMidFrame)
        decoder.append(ByteBuffer(bytes: [0, 0, 0]))
        #expect(try decoder.next() == nil)
        #expect(decoder.isMidFrame)
        decoder.append(ByteBuffer(bytes: [6, 0, 1, 0, 0, 0, 2]))
        #expect(try decoder.next() == RawFrame(type: 1, request: 2, payload: ByteBuffer()))
        #expect(!decoder.isMidFrame)
    }
}
