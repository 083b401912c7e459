import Testing

@testable import Catalogue

/// Pictures to save: their bytes only have to differ, the catalogue never looks into them.
enum Samples {
    static func hash(_ number: Int) throws -> PictureHash {
        let digits = String(number, radix: 16)
        return try PictureHash(String(repeating: "0", count: 64 - digits.count) + digits)
    }

    static func png(_ number: Int) -> [UInt8] { Array("picture \(number)".utf8) }
}

extension Catalogue {
    @discardableResult
    func saveSample(_ number: Int, _ caption: String, prompt: String = "ankle boot") async throws -> (
        image: ImageRecord, isNew: Bool
    ) {
        try await save(
            png: Samples.png(number), hash: Samples.hash(number), caption: Caption(caption),
            recipe: #"{"prompt":"\#(prompt)","seed":7}"#, created: Int64(number))
    }
}

extension Catalogue {
    func rename(_ hash: PictureHash, to caption: Caption) async throws -> ImageRecord {
        try await change(hash, caption: caption)
    }

    /// Into the trash and out of it for good.
    func delete(_ hash: PictureHash) async throws {
        guard try await !discard([hash], at: 0).isEmpty else { throw CatalogueError(.notFound, "There is none.") }
        try await emptyTrash(only: [hash])
    }
}

extension Samples {
    static func encoder(_ number: UInt8) throws -> EncoderHash {
        try #require(EncoderHash(bytes: [UInt8](repeating: number, count: 32)))
    }

    /// A direction of its own for each number; two of them are next to orthogonal.
    static func embedding(_ number: Int) throws -> Embedding {
        var random = SplitMix(state: UInt64(number))
        return try embedding((0..<Embedding.width).map { _ in Float.random(in: -1...1, using: &random) })
    }

    /// Near the direction of `number`, the farther the larger `spread`.
    static func embedding(_ number: Int, spread: Float, using random: inout SplitMix) throws -> Embedding {
        let centre = try embedding(number).numbers
        return try embedding(centre.map { $0 + spread * Float.random(in: -0.1...0.1, using: &random) })
    }

    private static func embedding(_ numbers: [Float]) throws -> Embedding {
        let length = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return try Embedding(numbers.map { $0 / length })
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
