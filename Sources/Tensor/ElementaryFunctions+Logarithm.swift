extension ElementaryFunctions {
    /// The natural logarithm; -infinity at 0, NaN below.
    package static func log(_ x: Double) -> Double {
        if x.isNaN || x == .infinity { return x }
        if x == 0 { return -.infinity }
        if x < 0 { return .nan }

        // x = 2^exponent * (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), so that log x has the sign of its larger term.
        var exponent = Double(x.exponent)
        var significand = x.significand
        if significand > 0x1.6a09e667f3bcdp+0 {
            significand *= 0.5
            exponent += 1
        }
        let f = significand - 1
        // log(1 + f) = 2 artanh(s), s = f / (2 + f), and 2s = f - f^2/2 + s f^2/2: f itself enters without rounding.
        let s = f / (2 + f)
        let z = s * s
        // 2 artanh(s) / s - 2, to the term of s^20.
        var series = 2.0 / 21
        series = series * z + 2.0 / 19
        series = series * z + 2.0 / 17
        series = series * z + 2.0 / 15
        series = series * z + 2.0 / 13
        series = series * z + 2.0 / 11
        series = series * z + 2.0 / 9
        series = series * z + 2.0 / 7
        series = series * z + 2.0 / 5
        series = series * z + 2.0 / 3
        series = series * z
        let halfSquare = 0.5 * f * f
        let correction = s * (halfSquare + series) + exponent * log2Low
        return exponent * log2High - ((halfSquare - correction) - f)
    }
}
