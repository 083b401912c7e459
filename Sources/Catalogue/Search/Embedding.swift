/// What a text means, as the sentence encoder sees it: 384 numbers, a vector of length one. The cosine of two embeddings
/// is their dot product.
package struct Embedding: Sendable, Equatable {
    package static let width = 384

    /// What the database keeps: IEEE 754 singles, the lowest byte first.
    static let byteCount = width * 4

    package let numbers: [Float]

    /// Takes `numbers` and makes their length one. Throws `invalidVector` for another count than 384, for numbers that are
    /// none, and for a length that is far from one: whatever it is, it does not come from the encoder.
    package init(_ numbers: [Float]) throws(CatalogueError) {
        guard numbers.count == Embedding.width else {
            throw CatalogueError(
                .invalidVector, "The vector has \(numbers.count) numbers; an embedding has \(Embedding.width).")
        }
        let length = numbers.reduce(into: 0.0) { $0 += Double($1) * Double($1) }.squareRoot()
        guard (0.9...1.1).contains(length) else {
            throw CatalogueError(.invalidVector, "The vector is \(length) long; an embedding has the length 1.")
        }
        self.numbers = numbers.map { Float(Double($0) / length) }
    }

    /// Throws `invalidVector`, see above.
    init(bytes: some Collection<UInt8>) throws(CatalogueError) {
        guard bytes.count == Embedding.byteCount else {
            throw CatalogueError(
                .invalidVector, "The vector has \(bytes.count) bytes; an embedding has \(Embedding.byteCount).")
        }
        let numbers = Array(bytes).withUnsafeBytes { bytes in
            (0..<Embedding.width).map { index in
                Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
            }
        }
        try self.init(numbers)
    }

    var bytes: [UInt8] {
        numbers.flatMap { number in withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) } }
    }

    /// -1 (the opposite) to 1 (the same).
    func cosine(_ other: Embedding) -> Float {
        zip(numbers, other.numbers).reduce(into: 0) { $0 += $1.0 * $1.1 }
    }
}
