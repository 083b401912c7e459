/// A safetensors file (https://huggingface.co/docs/safetensors), mapped, every offset checked when it is opened.
package struct SafetensorsFile: Sendable {
    private let file: MappedFile
    private let entries: [String: TensorEntry]

    package init(path: String) throws(SafetensorsError) {
        try self.init(try MappedFile(path: path))
    }

    package init(_ file: MappedFile) throws(SafetensorsError) {
        self.file = file
        let header = try SafetensorsHeader(file.bytes)
        entries = Dictionary(header.entries.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package var names: [String] { entries.keys.sorted() }

    package func tensor(named name: String) throws(SafetensorsError) -> SafetensorsTensor {
        guard let entry = entries[name] else {
            throw SafetensorsError(.missingTensor, "The weights file has no tensor \(quoted(name)).")
        }
        return SafetensorsTensor(entry: entry, file: file)
    }
}

/// One tensor of a file.
package struct SafetensorsTensor: Sendable {
    package let entry: TensorEntry
    private let file: MappedFile

    init(entry: TensorEntry, file: MappedFile) {
        self.entry = entry
        self.file = file
    }

    package var shape: [Int] { entry.shape }

    /// The elements as they lie in the file, for as long as `body` runs.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(rebasing: file.bytes[entry.bytes]))
    }

    /// The elements in row-major order as 32-bit floats, which hold all of them exactly.
    package func floats() -> [Float] {
        let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[entry.bytes])
        return [Float](unsafeUninitializedCapacity: entry.count) { buffer, count in
            count = entry.count
            switch entry.type {
            case .float32:
                for index in 0..<entry.count {
                    let bits = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
                    buffer.initializeElement(at: index, to: Float(bitPattern: bits))
                }
            case .float16:
                for index in 0..<entry.count {
                    let bits = UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
                    buffer.initializeElement(at: index, to: Self.float(half: bits))
                }
            case .int8:
                for index in 0..<entry.count {
                    buffer.initializeElement(at: index, to: Float(Int8(bitPattern: bytes[index])))
                }
            }
        }
    }

    /// A half-precision number, exactly. Where the processor has no instruction for it, `Float(Float16)` is a call for each
    /// number; this the compiler makes vectors of.
    static func float(half bits: UInt16) -> Float {
        let magnitude = UInt32(bits & 0x7fff) << 13
        // The exponent's bias is 112 less; the product also makes subnormal numbers normal.
        let finite = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
        let value = bits & 0x7c00 == 0x7c00 ? magnitude | 0x7f80_0000 : finite
        return Float(bitPattern: value | UInt32(bits & 0x8000) << 16)
    }
}
