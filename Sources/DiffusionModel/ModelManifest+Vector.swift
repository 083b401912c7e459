import FoundationEssentials

extension ModelManifest {
    /// Numbers that JSON has as base64 of little-endian 32-bit floats.
    struct Vector: Codable {
        let numbers: [Float]

        init(_ numbers: [Float]) { self.numbers = numbers }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            guard let data = Data(base64Encoded: try container.decode(String.self)), data.count % 4 == 0 else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "must be base64 of 32-bit floats")
            }
            numbers = data.withUnsafeBytes { bytes in
                stride(from: 0, to: bytes.count, by: 4).map {
                    Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self)))
                }
            }
        }

        func encode(to encoder: any Encoder) throws {
            var data = Data(capacity: 4 * numbers.count)
            for value in numbers { withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
            var container = encoder.singleValueContainer()
            try container.encode(data.base64EncodedString())
        }
    }
}
