import NIOCore
import Testing
import WireProtocol

/// Properties that hold for every message, over random ones.
struct RandomFrameTests {
    @Test(arguments: 0..<6 as Range<UInt64>)
    func whatIsEncodedIsDecoded(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let request = ClientFrame(request: generator.integer(), generator.clientMessage())
            #expect(try ClientFrame(decoding: try raw(request)) == request)
            let event = ServerFrame(request: generator.integer(), generator.serverMessage())
            #expect(try ServerFrame(decoding: try raw(event)) == event)
        }
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func noPartOfAMessageIsAMessage(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<10 {
            let request = try raw(ClientFrame(request: 1, generator.clientMessage()))
            let requests = (0..<request.payload.readableBytes).filter { length in
                (try? ClientFrame(decoding: truncated(request, length))) != nil
            }
            #expect(requests.isEmpty)
            let event = try raw(ServerFrame(request: 1, generator.serverMessage()))
            let events = (0..<event.payload.readableBytes).filter { length in
                (try? ServerFrame(decoding: truncated(event, length))) != nil
            }
            #expect(events.isEmpty)
        }
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func nothingMayFollowAMessage(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            var event = try raw(ServerFrame(request: 1, generator.serverMessage()))
            event.payload.writeInteger(0, as: UInt8.self)
            #expect(throws: WireDecodingError.self) { try ServerFrame(decoding: event) }
        }
    }

    /// Damaged bytes end in a message or an error, never in a trap, and a message that comes of them encodes to the very
    /// bytes it was read from: nothing is left out or made up.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func damagedBytesAreReadToTheLastOrRefused(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var survivors = 0
        for _ in 0..<200 {
            var request = damaged(try raw(ClientFrame(request: 1, generator.clientMessage())), &generator)
            request.type = UInt16.random(in: 0...11, using: &generator)
            if let frame = try? ClientFrame(decoding: request) {
                #expect(try raw(frame) == request)
                survivors += 1
            }
            let event = damaged(try raw(ServerFrame(request: 1, generator.serverMessage())), &generator)
            if let frame = try? ServerFrame(decoding: event), !isUnknownCode(event, frame) {
                #expect(try raw(frame) == event)
                survivors += 1
            }
        }
        #expect(survivors > 0)
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func randomBytesNeverTrap(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for type in MessageType.allCases {
            for _ in 0..<20 {
                let payload = ByteBuffer(bytes: generator.bytes(Int.random(in: 0...80, using: &generator)))
                let frame = RawFrame(type: type.rawValue, request: 1, payload: payload)
                if let request = try? ClientFrame(decoding: frame) { #expect(try raw(request) == frame) }
                if let event = try? ServerFrame(decoding: frame), !isUnknownCode(frame, event) {
                    #expect(try raw(event) == frame)
                }
            }
        }
    }

    /// A code that this version does not know is read as `internal`, on purpose.
    private func isUnknownCode(_ raw: RawFrame, _ frame: ServerFrame) -> Bool {
        guard frame.message.type == .failed || frame.message.type == .refused else { return false }
        return raw.payload.getInteger(at: raw.payload.readerIndex, as: UInt16.self).flatMap(WireErrorCode.init) == nil
    }

    private func raw<Message>(_ frame: Frame<Message>) throws -> RawFrame {
        var decoder = FrameDecoder(maximumLength: Message.maximumFrameLength)
        decoder.append(try frame.encoded())
        return try #require(try decoder.next())
    }

    private func truncated(_ frame: RawFrame, _ length: Int) throws -> RawFrame {
        var frame = frame
        frame.payload = try #require(frame.payload.getSlice(at: frame.payload.readerIndex, length: length))
        return frame
    }

    private func damaged(_ frame: RawFrame, _ generator: inout SeededGenerator) -> RawFrame {
        var frame = frame
        var bytes = Array(frame.payload.readableBytesView)
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
        }
        frame.payload = ByteBuffer(bytes: bytes)
        return frame
    }
}
