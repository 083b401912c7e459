import Testing

@testable import Catalogue

struct VectorIndexTests {
    /// Whatever is put in, moved and taken out: the candidates hold the truly nearest, and not many others.
    @Test(arguments: [1, 2, 3])
    func nothingThatIsNearIsMissed(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        var index = VectorIndex()
        var kept: [Int64: Embedding] = [:]
        for step in 0..<600 {
            let image = Int64.random(in: 0..<300, using: &random)
            if step.isMultiple(of: 4) {
                index.remove(image)
                kept[image] = nil
            } else {
                let vector = try Samples.embedding(step % 40, spread: 0.7, using: &random)
                index.set(image, vector)
                kept[image] = vector
            }
        }
        #expect(index.count == kept.count)
        for limit in [1, 10, 100, 1000] {
            let query = try Samples.embedding(Int(seed), spread: 0.7, using: &random)
            let found = index.nearest(query, limit: limit)
            let candidates = Set(found.candidates.map(\.image))
            let nearest = kept.map { (image: $0.key, cosine: $0.value.cosine(query)) }.sorted { $0.cosine > $1.cosine }
            #expect(candidates.isSuperset(of: nearest.prefix(limit).map(\.image)))
            #expect(candidates.count == found.candidates.count && candidates.count <= limit + 40)
            for candidate in found.candidates {
                #expect(try #require(kept[candidate.image]).cosine(query) <= candidate.upperBound)
            }
            let mean = nearest.map(\.cosine).reduce(0, +) / Float(nearest.count)
            #expect(abs(found.background - mean) < 0.01)
        }
    }

    @Test func severalSegmentsAreOneIndex() throws {
        let vectors = try (0..<8).map { try Samples.embedding($0) }
        var index = VectorIndex()
        let count = VectorIndex.Segment.capacity + 3
        for image in 0..<count { index.set(Int64(image), vectors[image % 7]) }
        index.set(9_000, vectors[7])
        #expect(index.segments.count == 2)
        #expect(index.nearest(vectors[7], limit: 1).candidates.map(\.image) == [9_000])
        let before = index
        for image in 0..<3 { index.remove(Int64(image)) }
        index.remove(9_000)
        #expect(index.segments.count == 1)
        #expect(index.count == VectorIndex.Segment.capacity)
        #expect(before.nearest(vectors[7], limit: 1).candidates.map(\.image) == [9_000])
        for image in 3..<count { index.remove(Int64(image)) }
        #expect(index.segments.isEmpty)
        #expect(index.nearest(vectors[0], limit: 5).candidates.isEmpty)
    }

    @Test(arguments: [1, 2, 7, 100])
    func theLargestNumbersAreKept(limit: Int) {
        var random = SplitMix(state: UInt64(limit))
        let numbers = (0..<50).map { _ in Float(Int.random(in: 0..<30, using: &random)) }
        var largest = LargestNumbers(limit)
        for (count, number) in numbers.enumerated() {
            largest.insert(number)
            let sorted = numbers[...count].sorted(by: >)
            #expect(largest.smallest == (limit <= sorted.count ? sorted[limit - 1] : -.infinity))
        }
    }
}
