import CZlib

/// The texts of a PNG file: written as tEXt where that can hold them, which more tools read, else as iTXt without
/// compression; read from iTXt, tEXt and zTXt.
/// PNG specification (third edition), section 11.3.3.
enum PNGText {
    /// The most bytes of one text, packed or not.
    static let maximumBytes = 1 << 20

    static func encode(keyword: String, text: String) throws(ImageError) -> [UInt8] {
        guard isAllowed(keyword: keyword) else {
            throw ImageError(
                .invalidText,
                "A keyword in a PNG file is 1 to 79 printable ASCII characters without spaces at its ends.")
        }
        guard text.utf8.count <= maximumBytes else {
            throw ImageError(.tooLarge, "A text in a PNG file is limited to \(maximumBytes) bytes.")
        }
        guard !text.utf8.contains(0) else {
            throw ImageError(.invalidText, "A text in a PNG file cannot hold the character U+0000.")
        }
        if let latin = latin(text) {
            return PNGChunk.encode(.latinText, Array(keyword.utf8) + [0] + latin)
        }
        // Keyword, terminator, compression flag and method, language tag (empty), translated keyword (empty), text.
        return PNGChunk.encode(.internationalText, Array(keyword.utf8) + [0, 0, 0, 0, 0] + Array(text.utf8))
    }

    /// The text in Latin-1, nil if it has other characters than a tEXt chunk may hold.
    private static func latin(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A, 0x20...0x7E, 0xA1...0xFF: bytes.append(UInt8(scalar.value))
            default: return nil
            }
        }
        return bytes
    }

    private static func isAllowed(keyword: String) -> Bool {
        let bytes = Array(keyword.utf8)
        return (1...79).contains(bytes.count) && bytes.allSatisfy { (0x20...0x7E).contains($0) }
            && bytes.first != 0x20 && bytes.last != 0x20
            && !zip(bytes, bytes.dropFirst()).contains { $0 == (0x20, 0x20) }
    }

    /// nil for a chunk that is no text.
    static func decode(_ chunk: PNGChunk) throws(ImageError) -> (keyword: String, text: String)? {
        var rest = chunk.data
        switch chunk.kind {
        case .latinText:
            let keyword = try field(&rest)
            return (latin(keyword), latin(rest))
        case .compressedLatinText:
            let keyword = try field(&rest)
            guard rest.popFirst() == 0 else { throw damaged }
            return (latin(keyword), latin(try inflate(rest)[...]))
        case .internationalText:
            let keyword = try field(&rest)
            guard let flag = rest.popFirst(), let method = rest.popFirst(), flag <= 1, method == 0 else {
                throw damaged
            }
            _ = try field(&rest)
            _ = try field(&rest)
            let bytes = flag == 1 ? try inflate(rest) : Array(rest)
            guard let text = String(validating: bytes, as: UTF8.self) else { throw damaged }
            return (latin(keyword), text)
        case .header, .end, .imageData, .animationControl, .frameControl, .frameData, nil:
            return nil
        }
    }

    /// The bytes before the next zero, which is taken too.
    private static func field(_ rest: inout ArraySlice<UInt8>) throws(ImageError) -> ArraySlice<UInt8> {
        guard let end = rest.firstIndex(of: 0) else { throw damaged }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }

    private static func latin(_ bytes: ArraySlice<UInt8>) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    private static func inflate(_ packed: ArraySlice<UInt8>) throws(ImageError) -> [UInt8] {
        var status = Z_OK
        let bytes = [UInt8](unsafeUninitializedCapacity: maximumBytes) { room, count in
            var length = uLongf(room.count)
            status = packed.withUnsafeBufferPointer {
                uncompress(room.baseAddress, &length, $0.baseAddress, uLong($0.count))
            }
            count = status == Z_OK ? Int(length) : 0
        }
        switch status {
        case Z_OK: return bytes
        case Z_BUF_ERROR:
            throw ImageError(.tooLarge, "A text in the PNG file is cut off or over \(maximumBytes) bytes.")
        default: throw damaged
        }
    }

    private static var damaged: ImageError {
        ImageError(.damaged, "The PNG file is damaged: a text in it cannot be read.")
    }
}
