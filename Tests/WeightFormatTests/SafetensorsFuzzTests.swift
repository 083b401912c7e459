import TestSupport
import Testing

@testable import WeightFormat

/// Hostile files by the ten thousand, from fixed seeds: each is refused with a sentence, or every tensor of it lies inside
/// the file, beside the others, and can be read.
@Suite struct SafetensorsFuzzTests {
    private struct Draw {
        var generator: RandomNumbers

        mutating func callAsFunction<Value>(_ values: [Value]) -> Value { values[self(0...values.count - 1)] }
        mutating func callAsFunction(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &generator) }
    }

    /// Takes `bytes` for a file; true if it is accepted.
    private func isAccepted(_ bytes: [UInt8], _ note: String) throws -> Bool {
        do {
            let header = try bytes.withUnsafeBytes { bytes throws(SafetensorsError) in try SafetensorsHeader(bytes) }
            var end: Int?
            for entry in header.entries {
                #expect(entry.bytes.lowerBound >= 8 && entry.bytes.upperBound <= bytes.count, "\(note)")
                #expect(end == nil || entry.bytes.lowerBound == end, "\(note)")
                #expect(entry.shape.reduce(1, *) == entry.count, "\(note)")
                end = entry.bytes.upperBound
            }
            #expect(end ?? bytes.count == bytes.count, "\(note)")
            for (name, tensor) in try tensors(bytes) {
                #expect(tensor.values.count == tensor.shape.reduce(1, *), "\(note), \(name)")
            }
            return true
        } catch let error as SafetensorsError {
            #expect(!error.description.isEmpty && error.description.count < 400, "\(note)")
            return false
        }
    }

    @Test("Bytes changed, cut out, put in and doubled", arguments: 0..<4)
    func mutatedBytes(quarter: Int) throws {
        var accepted = 0
        for number in 0..<2500 {
            let seed = UInt64(quarter * 2500 + number)
            var draw = Draw(generator: RandomNumbers(seed: seed &* 0x9E37_79B9_7F4A_7C15))
            var bytes = pythonFile
            for _ in 0...draw(0...3) {
                let place = draw(0...bytes.count - 1)
                switch draw(0...4) {
                case 0: bytes[place] ^= 1 << UInt8(draw(0...7))
                case 1: bytes[place] = UInt8(draw(0...255))
                case 2: bytes.remove(at: place)
                case 3: bytes.insert(UInt8(draw([0, 34, 44, 58, 91, 123, 125, 255])), at: place)
                default:
                    let piece = bytes[place..<min(place + draw(1...40), bytes.count)]
                    bytes.insert(contentsOf: piece, at: draw(0...bytes.count))
                }
            }
            if try isAccepted(bytes, "seed \(seed)") { accepted += 1 }
        }
        #expect(accepted > 0 && accepted < 2500, "\(accepted)")
    }

    /// Headers that are JSON, put together from sound and hostile pieces, so that many come far into the checks.
    @Test("Headers of lying pieces", arguments: 0..<4)
    func composedHeaders(quarter: Int) throws {
        let numbers = [
            "0", "1", "2", "3", "4", "8", "-1", "16777216", "4294967296", "9223372036854775807", "-9223372036854775808",
            "9223372036854775808", "1e3", "0.5", "null", "\"4\"", "[]",
        ]
        var accepted = 0
        for number in 0..<2500 {
            let seed = UInt64(quarter * 2500 + number)
            var draw = Draw(generator: RandomNumbers(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ 1))
            func pick() -> String { draw(draw(0...3) == 0 ? numbers : Array(numbers.prefix(5))) }
            var end = 0
            let members = (0..<draw(0...3)).map { index in
                let type = draw(["F32", "F32", "F16", "F16", "I8", "BF16", "F64", "f32", ""])
                let isHonest = draw(0...2) > 0
                let shape = (0..<draw(0...3)).map { _ in isHonest ? String(draw(0...3)) : pick() }
                let count = shape.reduce(1) { $0 &* (Int($1) ?? 1) }
                let size = count &* (type == "F16" ? 2 : 4)
                let start = end
                end = isHonest ? end + size : end
                let offsets = isHonest ? "[\(start),\(end)]" : "[\(pick()),\(pick())]"
                let name = draw(["\(index)", "\(index)", "same", "__metadata__", "\\u0000", "\\uD83D\\uDE00"])
                return #""\#(name)":{"dtype":"\#(type)","shape":[\#(shape.joined(separator: ","))],"#
                    + #""data_offsets":\#(offsets)}"#
            }
            let bytes = fileBytes("{" + members.joined(separator: ",") + "}", data: min(max(end, 0), 1 << 12))
            if try isAccepted(bytes, "seed \(seed)") { accepted += 1 }
        }
        #expect(accepted > 100 && accepted < 2400, "\(accepted)")
    }

    @Test("Every declared length beside the true one")
    func lengths() throws {
        for length in 0...pythonFile.count + 8 {
            var bytes = pythonFile
            bytes.replaceSubrange(0..<8, with: withUnsafeBytes(of: UInt64(length).littleEndian) { Array($0) })
            let isTrue = length == 0x98
            #expect(try isAccepted(bytes, "\(length)") == isTrue, "\(length)")
        }
    }

    @Test("Bytes behind the last tensor are refused, however many", arguments: [1, 2, 3, 4, 8, 4096])
    func trailing(count: Int) throws {
        #expect(try !isAccepted(pythonFile + [UInt8](repeating: 0, count: count), "\(count)"))
    }
}
