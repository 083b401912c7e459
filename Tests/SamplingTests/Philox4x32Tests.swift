import Testing

@testable import Sampling

@Suite struct Philox4x32Tests {
    /// The known answers that Random123 publishes (tests/kat_vectors, philox4x32 10).
    @Test(arguments: [
        (SIMD4<UInt32>(repeating: 0), SIMD2<UInt32>(repeating: 0), "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        (SIMD4<UInt32>(repeating: .max), SIMD2<UInt32>(repeating: .max), "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        (
            SIMD4<UInt32>(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
            SIMD2<UInt32>(0xa409_3822, 0x299f_31d0), "d16cfe09 94fdcceb 5001e420 24126ea1"
        ),
    ])
    func `gives Random123's known answers`(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, answer: String) {
        let words = Philox4x32(key: key)(counter)
        #expect((0..<4).map { String(words[$0], radix: 16) }.joined(separator: " ") == answer)
    }
}
