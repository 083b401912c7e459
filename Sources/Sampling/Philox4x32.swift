/// The counter-based random number generator Philox 4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as
/// 1, 2, 3"): a keyed bijection of 128-bit counters, so that any number of a stream is had without those before it.
package struct Philox4x32: Sendable {
    let key: SIMD2<UInt32>

    package init(key: SIMD2<UInt32>) {
        self.key = key
    }

    /// The four words at `counter`.
    package func callAsFunction(_ counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
        var (state, roundKey) = (counter, key)
        for _ in 0..<10 {
            let first = UInt64(state[0]) * 0xD251_1F53
            let second = UInt64(state[2]) * 0xCD9E_8D57
            state = SIMD4(
                UInt32(truncatingIfNeeded: second >> 32) ^ state[1] ^ roundKey[0],
                UInt32(truncatingIfNeeded: second),
                UInt32(truncatingIfNeeded: first >> 32) ^ state[3] ^ roundKey[1],
                UInt32(truncatingIfNeeded: first))
            roundKey = roundKey &+ SIMD2(0x9E37_79B9, 0xBB67_AE85)
        }
        return state
    }
}
