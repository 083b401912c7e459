import WeightFormat

/// One row of numbers for each piece of the vocabulary, read from the mapped file when it is needed.
struct EmbeddingTable: Sendable {
    let tensor: SafetensorsTensor
    let columns: Int
    /// One a row for 8-bit integers, else none.
    let scales: [Float]

    /// Writes the row's numbers to `output`, [columns]. The row must be one of the table's.
    func copy(row: Int, to output: UnsafeMutablePointer<Float>) {
        let size = tensor.entry.type.size
        tensor.withBytes { bytes in
            for column in 0..<columns {
                let offset = (row * columns + column) * size
                switch tensor.entry.type {
                case .int8: output[column] = Float(Int8(bitPattern: bytes[offset])) * scales[row]
                case .float16:
                    let bits = UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
                    output[column] = Float(Float16(bitPattern: bits))
                case .float32:
                    let bits = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                    output[column] = Float(bitPattern: bits)
                }
            }
        }
    }
}
