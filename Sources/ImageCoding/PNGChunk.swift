import CZlib

/// One chunk of a PNG file: length (4 bytes, big-endian), type (4), data, CRC-32 of type and data (4).
/// PNG specification (third edition), section 5.3.
struct PNGChunk {
    enum Kind: String {
        case header = "IHDR"
        case end = "IEND"
        case latinText = "tEXt"
        case compressedLatinText = "zTXt"
        case internationalText = "iTXt"
        case imageData = "IDAT"
        case animationControl = "acTL"
        case frameControl = "fcTL"
        case frameData = "fdAT"
    }

    /// Of a chunk without data: length, type and checksum.
    static let emptyBytes = 12

    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// nil for a chunk that is of no interest here.
    let kind: Kind?
    let data: ArraySlice<UInt8>

    /// All chunks of a file up to its end chunk, their checksums compared.
    static func all(in file: [UInt8]) throws(ImageError) -> [PNGChunk] {
        guard file.starts(with: signature) else {
            throw ImageError(.notPNG, "This is not a PNG file.")
        }
        var chunks: [PNGChunk] = []
        var rest = file.dropFirst(signature.count)
        while true {
            guard let length = rest.bigEndian(at: 0), length <= rest.count - 12 else {
                throw ImageError(.damaged, "The PNG file is cut off.")
            }
            let checked = rest.dropFirst(4).prefix(4 + length)
            guard rest.bigEndian(at: 8 + length).map({ $0 == Int(checksum(checked)) }) == true else {
                throw ImageError(.damaged, "The PNG file is damaged: a checksum in it does not agree with its data.")
            }
            let chunk = PNGChunk(
                kind: Kind(rawValue: String(decoding: checked.prefix(4), as: UTF8.self)), data: checked.dropFirst(4))
            guard chunk.kind != .end else { break }
            guard !chunks.isEmpty || chunk.kind == .header else {
                throw ImageError(.damaged, "The PNG file is damaged: it does not begin with its header.")
            }
            chunks.append(chunk)
            rest = rest.dropFirst(12 + length)
        }
        return chunks
    }

    static func encode(_ kind: Kind, _ data: [UInt8]) -> [UInt8] {
        let checked = Array(kind.rawValue.utf8) + data
        return UInt32(data.count).bigEndianBytes + checked + checksum(checked[...]).bigEndianBytes
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.withUnsafeBufferPointer { UInt32(crc32_z(0, $0.baseAddress, $0.count)) }
    }
}

extension UInt32 {
    var bigEndianBytes: [UInt8] {
        [UInt8(self >> 24), UInt8(self >> 16 & 0xFF), UInt8(self >> 8 & 0xFF), UInt8(self & 0xFF)]
    }
}

extension ArraySlice<UInt8> {
    /// The four bytes at `offset` from the start of the slice as a number; nil if they are not all there.
    func bigEndian(at offset: Int) -> Int? {
        guard offset <= count - 4 else { return nil }
        return dropFirst(offset).prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }
}
