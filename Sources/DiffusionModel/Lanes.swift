import Synchronization
import Tensor

/// The memory for evaluations that go on side by side: one lane a thread.
final class Lanes: Sendable {
    struct Lane: Sendable {
        /// The activations.
        let arena: Storage
        /// What one layer at a time may write over.
        let scratch: Storage
    }

    /// The most pictures that one thread evaluates together: enough to make good use of each weight that is read.
    static let chunk = 4

    private let lanes: [Lane]
    /// A bit for each lane that nobody uses.
    private let free: Atomic<UInt64>

    /// The most pictures that one evaluation has, of batches of up to `maximumBatch`.
    static func pictures(_ maximumBatch: Int, threads: Int) -> Int {
        min(maximumBatch, max(chunk, threads - 1))
    }

    /// Nil if memory is short. `arena` and `scratch` are in floats.
    init?(_ count: Int, arena: Int, scratch: Int) {
        var lanes: [Lane] = []
        for _ in 0..<min(count, UInt64.bitWidth) {
            guard let arena = Storage(count: arena), let scratch = Storage(count: scratch) else { return nil }
            lanes.append(Lane(arena: arena, scratch: scratch))
        }
        self.lanes = lanes
        free = Atomic(UInt64.max >> (UInt64.bitWidth - lanes.count))
    }

    /// Lends a lane. There is one for each of the pool's threads; if there were fewer, a thread would wait here.
    func withLane(_ body: (Lane) -> Void) {
        var bits = free.load(ordering: .relaxed)
        while true {
            guard bits != 0 else {
                bits = free.load(ordering: .relaxed)
                continue
            }
            let (taken, current) = free.weakCompareExchange(
                expected: bits, desired: bits & (bits - 1), ordering: .acquiring)
            if taken { break }
            bits = current
        }
        body(lanes[bits.trailingZeroBitCount])
        free.bitwiseOr(1 << UInt64(bits.trailingZeroBitCount), ordering: .releasing)
    }
}
