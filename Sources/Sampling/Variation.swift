/// A way from one seed's noise towards another's.
package struct Variation: Sendable, Equatable {
    package var seed: UInt64
    /// 0 leaves the noise as it is, 1 is the other seed's.
    package var strength: Float

    package init(seed: UInt64, strength: Float) {
        self.seed = seed
        self.strength = strength
    }
}
