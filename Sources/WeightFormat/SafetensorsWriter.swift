import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writes safetensors files.
package enum SafetensorsWriter {
    /// A tensor to write: `values` in row-major order.
    package struct Tensor: Sendable {
        package let name: String
        package let shape: [Int]
        package let values: [Float]

        package init(name: String, shape: [Int], values: [Float]) {
            self.name = name
            self.shape = shape
            self.values = values
        }
    }

    /// The file's bytes; tensors lie in the order given. Names must differ and counts must be the shapes' products.
    package static func bytes(_ tensors: [Tensor], type: ElementType) throws(SafetensorsError) -> [UInt8] {
        var fields: [String: Field] = [:]
        var data: [UInt8] = []
        for tensor in tensors {
            guard tensor.shape.allSatisfy({ $0 >= 0 }), tensor.shape.reduce(1, *) == tensor.values.count,
                fields[tensor.name] == nil, tensor.name != "__metadata__"
            else {
                throw SafetensorsError(
                    .cannotWrite, "The tensor \(quoted(tensor.name)) is not one that can be written.")
            }
            let start = data.count
            for value in tensor.values {
                switch type {
                case .float32: withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
                case .float16:
                    withUnsafeBytes(of: Float16(value).bitPattern.littleEndian) { data.append(contentsOf: $0) }
                case .int8:
                    guard let whole = Int8(exactly: value) else {
                        throw SafetensorsError(
                            .cannotWrite, "The tensor \(quoted(tensor.name)) holds \(value), which is no 8-bit integer."
                        )
                    }
                    data.append(UInt8(bitPattern: whole))
                }
            }
            fields[tensor.name] = Field(dtype: type.rawValue, shape: tensor.shape, offsets: [start, data.count])
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard var header = try? encoder.encode(fields) else {
            throw SafetensorsError(.cannotWrite, "The tensors' names cannot be written as JSON.")
        }
        // The data begins on a multiple of 8 bytes, as the format recommends.
        header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
        return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header + data
    }

    /// Writes a new file and puts it at `path` only once it is whole.
    package static func write(_ tensors: [Tensor], type: ElementType, to path: String) throws(SafetensorsError) {
        let bytes = try bytes(tensors, type: type)
        do {
            try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw SafetensorsError(.cannotWrite, "Cannot write \(path): \(error).")
        }
    }

    private struct Field: Encodable {
        let dtype: String
        let shape: [Int]
        let offsets: [Int]

        enum CodingKeys: String, CodingKey {
            case dtype, shape
            case offsets = "data_offsets"
        }
    }
}
