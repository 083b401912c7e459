/// A random order of the numbers 1 to `size`, known without being written down: the number at a place, and the place of a
/// number, are computed. Another seed is another order.
///
/// A balanced Feistel network over the next power of four, walked along its cycles until it stays inside (Black and
/// Rogaway 2002): a permutation, whatever the round function.
struct Shuffle: Sendable, Equatable {
    let seed: UInt32
    /// How many numbers, from 1.
    let size: Int64
    private let halfBits: UInt64

    /// - Parameter size: 0 to 2^40.
    init(seed: UInt32, size: Int64) {
        self.seed = seed
        self.size = min(max(0, size), 1 << 40)
        let bits = UInt64(64 - max(0, self.size - 1).leadingZeroBitCount)
        halfBits = max(1, (bits + 1) / 2)
    }

    /// The number at `place`, 0 to `size - 1`.
    func number(at place: Int64) -> Int64 {
        var value = UInt64(clamping: place)
        repeat { value = encrypt(value) } while value >= size
        return Int64(value) + 1
    }

    /// Where `number`, 1 to `size`, stands.
    func place(of number: Int64) -> Int64 {
        var value = UInt64(clamping: number - 1)
        repeat { value = decrypt(value) } while value >= size
        return Int64(value)
    }

    /// Of some places, those that come at `ranks` when all are in order, ascending.
    ///
    /// Places are spread evenly, so that it is enough to count them by their first bits, and to sort those with the right ones.
    func ranked(_ places: [Int64], _ ranks: Range<Int>) -> [Int64] {
        let shift = max(0, 2 * Int64(halfBits) - Self.countedBits)
        var counts = [Int](repeating: 0, count: 1 << Self.countedBits)
        for place in places { counts[Int(place >> shift)] += 1 }
        var (first, before) = (0, 0)
        while first < counts.count, before + counts[first] <= ranks.lowerBound {
            before += counts[first]
            first += 1
        }
        var (last, end) = (first, before)
        while last < counts.count, end < ranks.upperBound {
            end += counts[last]
            last += 1
        }
        let candidates = places.filter { first <= $0 >> shift && $0 >> shift < last }.sorted()
        return Array(candidates.dropFirst(ranks.lowerBound - before).prefix(ranks.count))
    }

    private static let countedBits: Int64 = 12
    private static let rounds: [UInt64] = [0, 1, 2, 3]

    private func encrypt(_ value: UInt64) -> UInt64 {
        var (left, right) = (value >> halfBits, value & mask)
        for round in Self.rounds { (left, right) = (right, left ^ mixed(right, round)) }
        return left << halfBits | right
    }

    private func decrypt(_ value: UInt64) -> UInt64 {
        var (left, right) = (value >> halfBits, value & mask)
        for round in Self.rounds.reversed() { (left, right) = (right ^ mixed(left, round), left) }
        return left << halfBits | right
    }

    private var mask: UInt64 { 1 << halfBits - 1 }

    /// The finishing steps of SplitMix64 (Steele, Lea and Flood 2014).
    private func mixed(_ half: UInt64, _ round: UInt64) -> UInt64 {
        var z = half | round << 32 | UInt64(seed) << 34
        z = (z &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(seed)
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return (z ^ (z >> 31)) & mask
    }
}
