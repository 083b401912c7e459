/// Decides, once, where every activation of a network lies in one arena: activations that are never needed at the same
/// time share memory. Reserve and release in the order in which the network will run.
package struct ArenaPlan: Sendable {
    /// Floats that the arena needs in all.
    package private(set) var size = 0
    /// Free ranges below `size`, ascending, never adjacent.
    private var free: [Range<Int>] = []

    package init() {}

    /// A range of at least `count` floats that starts on a cache line. The smallest free range that fits, or new memory.
    package mutating func reserve(_ count: Int) -> Range<Int> {
        let length = (count + 15) / 16 * 16
        let fitting = free.indices.filter { free[$0].count >= length }
        if let best = fitting.min(by: { free[$0].count < free[$1].count }) {
            let start = free[best].lowerBound
            free[best] = start + length..<free[best].upperBound
            if free[best].isEmpty { free.remove(at: best) }
            return start..<start + length
        }
        var start = size
        if let last = free.last, last.upperBound == size {
            start = last.lowerBound
            free.removeLast()
        }
        size = start + length
        return start..<size
    }

    package mutating func release(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let index = free.firstIndex { $0.lowerBound > range.lowerBound } ?? free.endIndex
        free.insert(range, at: index)
        if index + 1 < free.count, free[index].upperBound == free[index + 1].lowerBound {
            free[index] = free[index].lowerBound..<free[index + 1].upperBound
            free.remove(at: index + 1)
        }
        if index > 0, free[index - 1].upperBound == free[index].lowerBound {
            free[index - 1] = free[index - 1].lowerBound..<free[index].upperBound
            free.remove(at: index)
        }
    }
}
