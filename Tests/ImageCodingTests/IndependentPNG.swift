import CZlib

/// A second reader of PNG files, written from the specification alone and for 8-bit grey and RGB only: it shares
/// nothing with the code under test but zlib's inflate. CRC-32 goes bit by bit.
struct IndependentPNG {
    private(set) var types: [String] = []
    private(set) var checksumsAgree = true
    private(set) var width = 0
    private(set) var height = 0
    private(set) var channels = 0
    private(set) var pixels: [UInt8] = []

    init?(_ file: [UInt8]) {
        guard file.count > 8, Array(file[..<8]) == [137, 80, 78, 71, 13, 10, 26, 10] else { return nil }
        var packed: [UInt8] = []
        var position = 8
        while position < file.count {
            let length = Self.number(file, position)
            let body = Array(file[position + 4..<position + 8 + length])
            if Self.crc(body) != Self.number(file, position + 8 + length) { checksumsAgree = false }
            types.append(String(decoding: body[..<4], as: UTF8.self))
            switch types.last {
            case "IHDR":
                (width, height) = (Self.number(body, 4), Self.number(body, 8))
                guard body[12] == 8, body[13] == 0 || body[13] == 2, body[16] == 0 else { return nil }
                channels = body[13] == 0 ? 1 : 3
            case "IDAT": packed += body[4...]
            default: break
            }
            position += 12 + length
        }
        var rows = [UInt8](repeating: 0, count: (width * channels + 1) * height)
        var size = uLongf(rows.count)
        guard uncompress(&rows, &size, packed, uLong(packed.count)) == Z_OK, size == rows.count else { return nil }
        unfilter(rows)
    }

    private mutating func unfilter(_ rows: [UInt8]) {
        let stride = width * channels
        pixels = [UInt8](repeating: 0, count: stride * height)
        for y in 0..<height {
            let filter = rows[y * (stride + 1)]
            for x in 0..<stride {
                let left = x >= channels ? Int(pixels[y * stride + x - channels]) : 0
                let above = y > 0 ? Int(pixels[(y - 1) * stride + x]) : 0
                let corner = x >= channels && y > 0 ? Int(pixels[(y - 1) * stride + x - channels]) : 0
                let guess =
                    switch filter {
                    case 1: left
                    case 2: above
                    case 3: (left + above) / 2
                    case 4: Self.paeth(left, above, corner)
                    default: 0
                    }
                pixels[y * stride + x] = rows[y * (stride + 1) + 1 + x] &+ UInt8(guess)
            }
        }
    }

    private static func paeth(_ a: Int, _ b: Int, _ c: Int) -> Int {
        let p = a + b - c
        let (pa, pb, pc) = (abs(p - a), abs(p - b), abs(p - c))
        return pa <= pb && pa <= pc ? a : pb <= pc ? b : c
    }

    static func crc(_ bytes: [UInt8]) -> Int {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
        }
        return Int(~crc)
    }

    private static func number(_ bytes: [UInt8], _ at: Int) -> Int {
        bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
    }
}
