/// A second reader of animated PNG files, written from the specification alone: it takes a file apart into one still PNG for
/// each frame and gives those to `IndependentPNG`.
struct IndependentAnimation {
    struct Frame {
        var milliseconds: Double
        var packed: [UInt8] = []
        var pixels: [UInt8] = []
    }

    private(set) var plays = 0
    private(set) var announcedFrames = 0
    private(set) var frames: [Frame] = []
    /// Whether the picture in the ordinary data chunks is the first frame.
    private(set) var stillIsFrame = false
    /// Whether frames' chunks are numbered from 0 on without a gap.
    private(set) var sequenceIsWhole = true

    init?(_ file: [UInt8]) {
        guard let still = IndependentPNG(file), still.checksumsAgree else { return nil }
        var header: [UInt8] = []
        var position = 8
        var sequence = 0
        func take(_ body: ArraySlice<UInt8>) -> Bool {
            defer { sequence += 1 }
            return Self.number(body) == sequence
        }
        while position < file.count {
            let length = Self.number(file[position...])
            let type = String(decoding: file[position + 4..<position + 8], as: UTF8.self)
            let body = file[position + 8..<position + 8 + length]
            switch type {
            case "IHDR": header = Array(body)
            case "acTL": (announcedFrames, plays) = (Self.number(body), Self.number(body.dropFirst(4)))
            case "fcTL":
                guard length == 26, take(body), body.dropFirst(4).prefix(8).elementsEqual(header.prefix(8)),
                    body.dropFirst(12).prefix(8).allSatisfy({ $0 == 0 }), body.suffix(2).elementsEqual([0, 0])
                else {
                    sequenceIsWhole = false
                    break
                }
                let delay = body.dropFirst(20).prefix(4).map(Double.init)
                frames.append(
                    Frame(milliseconds: 1000 * (delay[0] * 256 + delay[1]) / (delay[2] * 256 + delay[3])))
            case "IDAT":
                guard let last = frames.indices.last else { break }
                stillIsFrame = true
                frames[last].packed += body
            case "fdAT":
                guard take(body), let last = frames.indices.last else {
                    sequenceIsWhole = false
                    break
                }
                frames[last].packed += body.dropFirst(4)
            default: break
            }
            position += 12 + length
        }
        for index in frames.indices {
            let alone =
                Array(file.prefix(8)) + Self.chunk("IHDR", header) + Self.chunk("IDAT", frames[index].packed)
                + Self.chunk("IEND", [])
            guard let read = IndependentPNG(alone) else { return nil }
            frames[index].pixels = read.pixels
        }
    }

    private static func chunk(_ type: String, _ body: [UInt8]) -> [UInt8] {
        let checked = Array(type.utf8) + body
        return bytes(body.count) + checked + bytes(IndependentPNG.crc(checked))
    }

    private static func bytes(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(value >> $0 & 0xFF) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }
}
