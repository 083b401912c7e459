extension VectorIndex {
    /// A picture that may be among the nearest to a query.
    package struct Candidate: Sendable {
        let image: Int64
        /// The exact cosine is not larger.
        let upperBound: Float
    }

    /// What a scan found.
    package struct Nearest: Sendable {
        /// Every picture that may be among the nearest ones asked for. Few more than those, and none is missing: what is
        /// left is to read their exact vectors.
        package var candidates: [Candidate] = []
        /// The mean cosine of all pictures: what the query has in common with just anything.
        var background: Float = 0
    }

    /// Looks at every vector for the `limit` nearest to `query`.
    ///
    /// With q', v' for the rounded vectors, the exact cosine q·v differs from q'·v' by (q - q')·v' + q·(v - v'), at most
    /// |q - q'| |v'| + |q| |v - v'| (Cauchy-Schwarz). A picture is dropped only if its cosine can not be among the largest
    /// even so.
    package func nearest(_ query: Embedding, limit: Int) -> Nearest {
        var found = Nearest()
        guard limit > 0, count > 0 else { return found }
        let query = QuantizedQuery(query)
        var floors = LargestNumbers(limit)
        var sum = 0.0
        for segment in segments {
            segment.codes.withUnsafeBufferPointer { codes in
                query.codes.withUnsafeBufferPointer { queryCodes in
                    for position in segment.images.indices {
                        let row = UnsafeBufferPointer(
                            rebasing: codes[position * Embedding.width..<(position + 1) * Embedding.width])
                        let cosine =
                            Float(VectorIndex.dot(row, queryCodes)) * (segment.scales[position] * query.scale)
                        sum += Double(cosine)
                        let error = VectorIndex.errorBound(query: query.error, vector: segment.errors[position])
                        guard cosine + error >= floors.smallest else { continue }
                        floors.insert(cosine - error)
                        found.candidates.append(
                            Candidate(image: segment.images[position], upperBound: cosine + error))
                    }
                }
            }
        }
        found.background = Float(sum / Double(count))
        found.candidates.removeAll { $0.upperBound < floors.smallest }
        return found
    }

    /// Written so that the compiler makes vector instructions of it, whatever the machine has: the widening
    /// multiply-and-add of pairs (`pmaddwd`, `smlal`).
    private static func dot(_ row: UnsafeBufferPointer<Int8>, _ query: UnsafeBufferPointer<Int16>) -> Int32 {
        var sum: Int32 = 0
        for index in 0..<Embedding.width {
            sum &+= Int32(row[index]) &* Int32(query[index])
        }
        return sum
    }

    /// The lengths are one but for rounding; so are the sums of 384 products in single precision, here and where the
    /// exact cosine is computed, but for 384 x 2^-24.
    private static func errorBound(query: Float, vector: Float) -> Float {
        1.001 * (query + vector) + query * vector + 5e-5
    }
}

/// The largest few of many numbers, of which the smallest is at hand: a heap.
struct LargestNumbers {
    private let limit: Int
    private var heap: [Float] = []

    init(_ limit: Int) {
        self.limit = limit
        heap.reserveCapacity(limit)
    }

    /// The smallest of the largest; everything is larger until there are enough.
    var smallest: Float { heap.count == limit ? heap[0] : -.infinity }

    mutating func insert(_ number: Float) {
        if heap.count < limit {
            heap.append(number)
            siftUp()
        } else if number > heap[0] {
            heap[0] = number
            siftDown()
        }
    }

    private mutating func siftUp() {
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            let children = (2 * parent + 1..<2 * parent + 3).clamped(to: 0..<heap.count)
            guard let smaller = children.min(by: { heap[$0] < heap[$1] }), heap[smaller] < heap[parent] else { return }
            heap.swapAt(smaller, parent)
            parent = smaller
        }
    }
}
