/// exp, log, sin, cos, tanh and erf in double precision, equal to the last bit on every machine.
///
/// The C library's versions differ from one release and one processor to the next, which would change the noise and with
/// it every picture. These use only operations that IEEE 754 rounds exactly (+, -, *, /, square root) in a fixed order,
/// and integer arithmetic: no fused multiply-add, no call into libm. The coefficients are those of Taylor's series, long
/// enough that what is cut off lies below 0.03 units in the last place; erf's are a Chebyshev interpolation's.
///
/// The largest errors seen over dense grids, in units in the last place: exp, log, sin and cos 0.81, erf 1.29, tanh 2.08.
/// Special values follow C's Annex F: NaN in, NaN out; sin and cos of an infinity and log of a negative number are NaN.
package enum ElementaryFunctions {}

extension ElementaryFunctions {
    /// log 2 in two parts: the first has 40 bits, so that its product with any exponent of a Double is exact.
    static let log2High = 0x1.62e42fefa2p-1
    static let log2Low = 0x1.9ef35793c7673p-41

    /// The nearest whole number, ties to even, for |x| < 2^51: adding 1.5 * 2^52 leaves no room for a fraction.
    static func nearestWhole(_ x: Double) -> Double {
        let shift = 0x1.8p52
        return (x + shift) - shift
    }

    /// 2^exponent, for exponents of normal numbers: -1022...1023.
    static func powerOfTwo(_ exponent: Int) -> Double {
        Double(sign: .plus, exponentBitPattern: UInt(exponent + 1023), significandBitPattern: 0)
    }
}
