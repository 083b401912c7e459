extension ElementaryFunctions {
    /// An angle less its whole quarter turns: x = (4n + quadrant) * pi/2 + high + low, |high + low| <= pi/4.
    struct ReducedAngle {
        /// 0...3.
        let quadrant: Int
        let high: Double
        /// What `high` lost by rounding.
        let low: Double
    }
}

extension ElementaryFunctions.ReducedAngle {
    /// The reduction of Payne and Hanek (1983) in integers: x is m * 2^e with a whole m, and of the bits of 2/pi only those
    /// matter whose product with x is neither a multiple of four quarter turns nor too small to be seen.
    ///
    /// `x` is finite and at least 0.5, which bounds e by -53...971 and with it the window into the table.
    init(reducing x: Double) {
        let m = x.significandBitPattern | 1 << 52
        let first = Int(x.exponent) - 52 + 62
        let window = (Self.word(atBit: first), Self.word(atBit: first + 64), Self.word(atBit: first + 128))

        // m * window modulo 2^192: two bits of quadrant, then the fraction of a quarter turn.
        let lowest = UInt128(m) * UInt128(window.2)
        let middle = UInt128(m) * UInt128(window.1) + lowest >> 64
        let highest = m &* window.0 &+ UInt64(truncatingIfNeeded: middle >> 64)
        let turns = UInt128(highest) << 64 | UInt128(UInt64(truncatingIfNeeded: middle))
        var fraction = turns << 2 | UInt128(UInt64(truncatingIfNeeded: lowest) >> 62)
        var quadrant = Int(highest >> 62)

        // Beyond half a quarter turn, count back from the next one.
        let isNegative = fraction >> 127 == 1
        if isNegative {
            fraction = 0 &- fraction
            quadrant = (quadrant + 1) & 3
        }
        let zeros = fraction.leadingZeroBitCount
        let angle = (fraction << zeros).multipliedFullWidth(by: Self.halfPi).high
        let highBits = UInt64(truncatingIfNeeded: angle >> 64) & ~0x7ff
        let lowBits = UInt64(truncatingIfNeeded: (angle - UInt128(highBits) << 64) >> 11)
        let unit = ElementaryFunctions.powerOfTwo(-zeros) * (isNegative ? -1 : 1)
        self.init(
            quadrant: quadrant, high: Double(highBits) * 0x1p-63 * unit, low: Double(lowBits) * 0x1p-116 * unit)
    }

    /// 64 bits of `twoOverPi`, from a bit that is counted from its beginning.
    private static func word(atBit bit: Int) -> UInt64 {
        let (index, offset) = (bit >> 6, UInt64(bit & 63))
        // A shift by 64 gives 0, which is what a window that starts on a word needs.
        return twoOverPi[index] << offset | twoOverPi[index + 1] >> (64 - offset)
    }

    /// pi/2 * 2^127.
    private static let halfPi: UInt128 = 0xc90f_daa2_2168_c234_c4c6_628b_80dc_1cd1

    /// 64 zeros, then the first 1,216 bits of 2/pi after the binary point.
    private static let twoOverPi: [UInt64] = [
        0x0000_0000_0000_0000, 0xa2f9_836e_4e44_1529, 0xfc27_57d1_f534_ddc0, 0xdb62_9599_3c43_9041,
        0xfe51_63ab_debb_c561, 0xb724_6e3a_424d_d2e0, 0x0649_2eea_09d1_921c, 0xfe1d_eb1c_b129_a73e,
        0xe882_35f5_2ebb_4484, 0xe99c_7026_b45f_7e41, 0x3991_d639_8353_39f4, 0x9c84_5f8b_bdf9_283b,
        0x1ff8_97ff_de05_980f, 0xef2f_118b_5a0a_6d1f, 0x6d36_7ecf_27cb_09b7, 0x4f46_3f66_9e5f_ea2d,
        0x7527_bac7_ebe5_f17b, 0x3d07_39f7_8a52_92ea, 0x6bfb_5fb1_1f8d_5d08, 0x5603_3046_fc7b_6bab,
    ]
}
