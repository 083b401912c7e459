/// An embedding rounded to 8 bits a number, with how far the rounding took it: a quarter of the memory to read, and still
/// enough to say between which bounds the exact cosine lies.
struct QuantizedEmbedding: Sendable {
    /// -127 to 127; `scale` times a code is about the number.
    let codes: [Int8]
    let scale: Float
    /// The distance between the embedding and `scale * codes`, rounded up.
    let error: Float

    init(_ embedding: Embedding) {
        let scale = Quantization.scale(embedding, steps: 127)
        codes = embedding.numbers.map { Int8(($0 / scale).rounded()) }
        error = Quantization.distance(embedding, codes.map { Float($0) * scale })
        self.scale = scale
    }
}

/// The same of a query, of which there is one: with 16 bits its rounding hardly matters.
struct QuantizedQuery: Sendable {
    /// -32767 to 32767. The sum of 384 products with 8-bit codes stays below 2^31.
    let codes: [Int16]
    let scale: Float
    let error: Float

    init(_ embedding: Embedding) {
        let scale = Quantization.scale(embedding, steps: 32_767)
        codes = embedding.numbers.map { Int16(($0 / scale).rounded()) }
        error = Quantization.distance(embedding, codes.map { Float($0) * scale })
        self.scale = scale
    }
}

private enum Quantization {
    /// The largest number becomes the largest code. It is not zero: an embedding has the length one.
    static func scale(_ embedding: Embedding, steps: Float) -> Float {
        let largest = embedding.numbers.reduce(0) { max($0, abs($1)) }
        return (largest / steps).nextUp
    }

    static func distance(_ embedding: Embedding, _ rounded: [Float]) -> Float {
        let squares = zip(embedding.numbers, rounded).reduce(into: 0.0) { sum, pair in
            let difference = Double(pair.0) - Double(pair.1)
            sum += difference * difference
        }
        return Float(squares.squareRoot()).nextUp
    }
}
