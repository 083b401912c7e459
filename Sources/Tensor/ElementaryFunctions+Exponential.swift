extension ElementaryFunctions {
    /// e^x; 0 below -745.14, infinity above 709.79.
    package static func exp(_ x: Double) -> Double {
        if x.isNaN { return x }
        if x > 710 { return .infinity }
        if x < -746 { return 0 }
        let (exponent, excess) = reducedExponential(x)
        // Two factors, since 2^exponent itself may be no normal number; only the second product rounds.
        let half = exponent >> 1
        return (1 + excess) * powerOfTwo(half) * powerOfTwo(exponent - half)
    }

    /// The hyperbolic tangent, (e^2x - 1) / (e^2x + 1), from e^2|x| - 1 so that nothing cancels near 0.
    package static func tanh(_ x: Double) -> Double {
        let magnitude = x.magnitude
        if x.isNaN || magnitude < 0x1p-28 { return x }
        if magnitude > 22 { return x < 0 ? -1 : 1 }
        let (exponent, excess) = reducedExponential(2 * magnitude)
        let scale = powerOfTwo(exponent)
        let exponentialMinusOne = scale * excess + (scale - 1)
        let result = exponentialMinusOne / (exponentialMinusOne + 2)
        return x < 0 ? -result : result
    }

    /// x = exponent * log 2 + r with |r| <= log(2) / 2; e^x = 2^exponent * (1 + excess). For |x| <= 746.
    private static func reducedExponential(_ x: Double) -> (exponent: Int, excess: Double) {
        let exponent = nearestWhole(x * 0x1.71547652b82fep+0)
        let high = x - exponent * log2High
        let low = exponent * log2Low
        let r = high - low
        // What r lost by rounding is given back at the end: e^(r + lost) - 1 is close to excess + lost.
        let lost = (high - r) - low
        // (e^r - 1 - r) / r^2, to the term of r^13.
        var series = 1.0 / 6_227_020_800
        series = series * r + 1.0 / 479_001_600
        series = series * r + 1.0 / 39_916_800
        series = series * r + 1.0 / 3_628_800
        series = series * r + 1.0 / 362_880
        series = series * r + 1.0 / 40_320
        series = series * r + 1.0 / 5_040
        series = series * r + 1.0 / 720
        series = series * r + 1.0 / 120
        series = series * r + 1.0 / 24
        series = series * r + 1.0 / 6
        series = series * r + 0.5
        return (Int(exponent), r + (r * r * series + lost))
    }
}
