import Foundation
import Tensor
import TestSupport
import Testing
import WeightFormat

@testable import TextModel

@Suite struct SentenceEncoderTests {
    private static func encoder(
        _ kernels: KernelSet = .best, threads: Int = 1, forkThreshold: Int = 1_000_000
    ) throws -> SentenceEncoder {
        let operations = Operations(
            kernels: kernels, pool: ThreadPool(threads: threads), forkThreshold: forkThreshold)
        return try SentenceEncoder.load(folder: encoderFolder, operations: operations)
    }

    @Test("Vectors are PyTorch's over the same weights, and those of the original weights to 0.999")
    func goldens() throws {
        let encoder = try Self.encoder()
        let texts = try Goldens.texts("sentences.jsonl")
        let folder = try TemporaryFolder()
        try Data(try Goldens.bytes("vectors.safetensors")).write(to: URL(filePath: folder.file("vectors")))
        let file = try SafetensorsFile(path: folder.file("vectors"))
        let reference = try file.tensor(named: "reference").floats()
        let shipped = try file.tensor(named: "shipped").floats()
        #expect(texts.count >= 300)
        let width = encoder.manifest.width
        try #require(reference.count == texts.count * width && shipped.count == reference.count)
        var least = (reference: 1.0, shipped: 1.0)
        for (index, text) in texts.enumerated() {
            let vector = encoder.embedding(of: text).vector
            let range = index * width..<(index + 1) * width
            let likeness = (cosine(vector, reference[range]), cosine(vector, shipped[range]))
            #expect(likeness.0 >= 0.999, "\(text.debugDescription)")
            #expect(likeness.1 >= 0.99999, "\(text.debugDescription)")
            least = (min(least.reference, likeness.0), min(least.shipped, likeness.1))
        }
        print("least cosine to PyTorch: original weights \(least.reference), the same weights \(least.shipped)")
    }

    @Test("A text has the same bits at any number of threads, on every instruction set, whatever came before")
    func deterministic() throws {
        let texts = ["", "a warm winter coat", String(repeating: "boots and bags, ", count: 4)]
        let first = try Self.encoder()
        let expected = texts.map { first.embedding(of: $0).vector.map(\.bitPattern) }
        for (kernels, threads) in [(KernelSet.best, 3), (.portable, 2)] {
            let encoder = try Self.encoder(kernels, threads: threads, forkThreshold: 0)
            for (text, expected) in zip(texts, expected).reversed() {
                #expect(encoder.embedding(of: text).vector.map(\.bitPattern) == expected)
            }
        }
    }

    @Test("Any text has a vector of length one, and a long one says that it was cut")
    func anyText() throws {
        let encoder = try Self.encoder()
        var random = RandomNumbers(seed: 8)
        for text in ["", "👢", "\0", random.text(length: 30), random.text(length: 60)] {
            let embedding = encoder.embedding(of: text)
            #expect(abs(embedding.vector.reduce(0) { $0 + Double($1) * Double($1) } - 1) < 1e-5)
            #expect(!embedding.isTruncated)
        }
        let long = encoder.embedding(of: String(repeating: "coat ", count: 2_000))
        #expect(long.isTruncated)
        #expect(long.vector == encoder.embedding(of: String(repeating: "coat ", count: 255)).vector)
        #expect(!encoder.embedding(of: String(repeating: "coat ", count: 254)).isTruncated)
    }

    private func cosine(_ a: [Float], _ b: ArraySlice<Float>) -> Double {
        let dot = zip(a, b).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        let length = b.reduce(0.0) { $0 + Double($1) * Double($1) } * a.reduce(0.0) { $0 + Double($1) * Double($1) }
        return dot / length.squareRoot()
    }
}
