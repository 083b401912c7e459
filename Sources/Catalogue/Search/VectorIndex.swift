/// The embeddings of pictures in memory, rounded to 8 bits a number and one after the other, to be scanned from the first
/// to the last: 47 MB for 100,000 pictures (`catalogue-bench search`).
///
/// A value: whoever scans holds a copy and is not disturbed by changes. The copy shares its memory with the original, in
/// segments, so that a change during a scan copies one of them (1.6 MB) and the table of places, not everything.
package struct VectorIndex: Sendable {
    struct Segment: Sendable {
        static let capacity = 4_096

        /// 384 of each picture.
        var codes: [Int8] = []
        var scales: [Float] = []
        var errors: [Float] = []
        var images: [Int64] = []
    }

    private(set) var segments: [Segment] = []
    /// Where each picture's vector lies, counted over all segments; they are full but for the last.
    private var places: [Int64: Int] = [:]

    var count: Int { places.count }

    package init() {}

    package mutating func set(_ image: Int64, _ embedding: Embedding) {
        remove(image)
        if segments.last.map({ $0.images.count == Segment.capacity }) ?? true { segments.append(Segment()) }
        let vector = QuantizedEmbedding(embedding)
        places[image] = count
        segments[segments.count - 1].append(image, vector)
    }

    /// The last vector moves into the gap.
    mutating func remove(_ image: Int64) {
        guard let place = places.removeValue(forKey: image) else { return }
        let last = segments[segments.count - 1].removeLast()
        if segments[segments.count - 1].images.isEmpty { segments.removeLast() }
        guard last.image != image else { return }
        segments[place / Segment.capacity].replace(place % Segment.capacity, last)
        places[last.image] = place
    }
}

extension VectorIndex.Segment {
    fileprivate typealias Entry = (image: Int64, codes: [Int8], scale: Float, error: Float)

    fileprivate mutating func append(_ image: Int64, _ vector: QuantizedEmbedding) {
        codes += vector.codes
        scales.append(vector.scale)
        errors.append(vector.error)
        images.append(image)
    }

    fileprivate mutating func removeLast() -> Entry {
        let tail = Array(codes.suffix(Embedding.width))
        codes.removeLast(Embedding.width)
        return (images.removeLast(), tail, scales.removeLast(), errors.removeLast())
    }

    fileprivate mutating func replace(_ position: Int, _ entry: Entry) {
        codes.replaceSubrange(position * Embedding.width..<(position + 1) * Embedding.width, with: entry.codes)
        scales[position] = entry.scale
        errors[position] = entry.error
        images[position] = entry.image
    }
}
