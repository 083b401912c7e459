import Foundation
import NIOCore
import Testing
import WireProtocol

/// Golden frames, damaged at random but the same on every run, by the hundred thousand. What comes out is a message that
/// encodes to the very bytes it was read from, or an error; never a trap.
///
/// `REVERIE_FUZZ_INPUTS` says how many; CI asks for more than two million.
struct FuzzTests {
    private static let inputs = ProcessInfo.processInfo.environment["REVERIE_FUZZ_INPUTS"].flatMap(Int.init) ?? 40_000
    private static let seeds: Range<UInt64> = 0..<8

    /// The frames that are damaged; those of many kilobytes would only take time.
    private static let frames: [[UInt8]] = {
        let hex = Vectors.requests.map(\.frame) + Vectors.events.map(\.frame) + Vectors.malformed.map(\.frame)
        return hex.filter { $0.count <= 1000 }.map { text in
            let digits = Array(text.utf8)
            return stride(from: 0, to: digits.count - 1, by: 2).map { at in
                UInt8(String(decoding: digits[at...(at + 1)], as: UTF8.self), radix: 16) ?? 0
            }
        }
    }()

    @Test(arguments: seeds)
    func damagedFramesAreReadToTheLastByteOrRefused(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var outcomes = Outcomes()
        for _ in 0..<Self.inputs / Self.seeds.count {
            let bytes = Self.damaged(&generator)
            outcomes.feed(bytes, to: ClientMessage.self)
            outcomes.feed(bytes, to: ServerMessage.self)
        }
        #expect(outcomes.changed == nil, "a message encodes to other bytes than it was read from")
        // Both happen often, so that the damage means something.
        #expect(outcomes.messages > outcomes.total / 50, "\(outcomes)")
        #expect(outcomes.errors > outcomes.total / 50, "\(outcomes)")
    }

    private struct Outcomes {
        var messages = 0
        var errors = 0
        var total = 0
        /// The first bytes that were not given back as they were.
        var changed: [UInt8]?

        mutating func feed<Message: WireMessageSum>(_ bytes: [UInt8], to type: Message.Type) {
            total += 1
            var decoder = FrameDecoder(maximumLength: Message.maximumFrameLength)
            decoder.append(ByteBuffer(bytes: bytes))
            do {
                while let raw = try decoder.next() {
                    let frame = try Frame<Message>(decoding: raw)
                    messages += 1
                    if try !gives(raw, frame) { changed = changed ?? bytes }
                }
            } catch {
                errors += 1
            }
        }

        private func gives<Message>(_ raw: RawFrame, _ frame: Frame<Message>) throws -> Bool {
            // A code that this version does not know is read as `internal`, on purpose.
            let type = frame.message.type
            if type == .failed || type == .refused { return true }
            var encoded = try frame.encoded()
            encoded.moveReaderIndex(forwardBy: 4 + ProtocolConstants.minimumFrameLength)
            return encoded == raw.payload
        }
    }

    private static func damaged(_ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = frames[Int(generator.next() % UInt64(frames.count))]
        for _ in 0...(generator.next() % 3) where !bytes.isEmpty {
            let place = Int(generator.next() % UInt64(bytes.count))
            switch generator.next() % 8 {
            case 0: bytes[place] ^= 1 << (generator.next() % 8)
            case 1: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
            case 2: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF][Int(generator.next() % 5)]
            case 3: bytes.removeSubrange(place...)
            case 4: bytes.remove(at: place)
            case 5: bytes.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
            case 6: bytes += frames[Int(generator.next() % UInt64(frames.count))]
            default: bytes.replaceSubrange(place..<min(place + 4, bytes.count), with: [0xFF, 0xFF, 0xFF, 0xFF])
            }
        }
        // Most of the time the length is right again, so that the damage gets as far as the fields.
        if bytes.count >= 4, generator.next() % 4 != 0 {
            let length = UInt32(bytes.count - 4)
            bytes.replaceSubrange(0..<4, with: withUnsafeBytes(of: length.bigEndian, Array.init))
        }
        return bytes
    }
}
