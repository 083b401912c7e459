import Testing

@testable import Catalogue

struct EmbeddingTests {
    @Test func bytesComeBack() throws {
        let embedding = try Samples.embedding(7)
        #expect(embedding.bytes.count == 1536)
        let again = try Embedding(bytes: embedding.bytes)
        for (number, same) in zip(embedding.numbers, again.numbers) {
            #expect(abs(number - same) <= abs(number) * 1e-6)
        }
        #expect(abs(embedding.cosine(again) - 1) < 1e-6)
    }

    @Test func theLowestByteIsFirst() throws {
        var bytes = [UInt8](repeating: 0, count: 1536)
        bytes.replaceSubrange(4..<8, with: [0x00, 0x00, 0x80, 0x3F])
        #expect(try Embedding(bytes: bytes).numbers[1] == 1)
    }

    @Test(arguments: [
        [], [1], [Float](repeating: 0, count: 384), [Float](repeating: .nan, count: 384),
        [.infinity]
            + [Float](repeating: 0, count: 383), [Float](repeating: 1, count: 384),
        [Float](repeating: 0.05, count: 385),
    ])
    func numbersThatAreNoEmbeddingAreRefused(numbers: [Float]) {
        let error = #expect(throws: CatalogueError.self) { try Embedding(numbers) }
        #expect(error?.code == .invalidVector)
    }

    @Test(arguments: [0, 1, 1535, 1537, 3072])
    func bytesOfAnotherCountAreRefused(count: Int) {
        let error = #expect(throws: CatalogueError.self) {
            try Embedding(bytes: [UInt8](repeating: 0x3D, count: count))
        }
        #expect(error?.description == "The vector has \(count) bytes; an embedding has 1536.")
    }
}
