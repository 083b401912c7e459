extension ElementaryFunctions {
    /// The error function, 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x.
    package static func erf(_ x: Double) -> Double {
        let magnitude = x.magnitude
        if magnitude <= 1 { return x + x * erfExcess(x * x) }
        if x.isNaN { return x }
        // From here on 1 - erf x is less than half a unit in the last place.
        if magnitude >= 6 { return x < 0 ? -1 : 1 }
        let result = 1 - exp(-magnitude * magnitude) * scaledComplement((magnitude - 3) / (magnitude + 3))
        return x < 0 ? -result : result
    }

    /// erf(x) / x - 1 by z = x^2 in 0...1. Chebyshev interpolation, 1.3e-19 off, by mpmath with 60 digits:
    /// `chebyfit(lambda z: erf(sqrt(z)) / sqrt(z) - 1, [mpf(10)**-40, 1], 13)`.
    private static func erfExcess(_ z: Double) -> Double {
        var series = 0x1.05ffd737fb32ep-34
        series = series * z - 0x1.389d4f2641625p-30
        series = series * z + 0x1.f7b4bf3b13964p-27
        series = series * z - 0x1.5f1ecb6f0764cp-23
        series = series * z + 0x1.b9df224ca4b97p-20
        series = series * z - 0x1.f4d1e3183f7aep-17
        series = series * z + 0x1.f9a321d5b8e1ep-14
        series = series * z - 0x1.c02db3dac435fp-11
        series = series * z + 0x1.565bcd0dbaa38p-8
        series = series * z - 0x1.b82ce31284e00p-6
        series = series * z + 0x1.ce2f21a042b30p-4
        series = series * z - 0x1.812746b0379e6p-2
        series = series * z + 0x1.06eba8214db69p-3
        return series
    }

    /// e^(x^2) (1 - erf x) by t = (x - 3) / (x + 3) for x in 1...6. Chebyshev interpolation, 2.0e-19 off, by mpmath with
    /// 60 digits: `chebyfit(lambda t: erfc(x(t)) * exp(x(t)**2), [-mpf(1) / 2, mpf(1) / 3], 17)`, x(t) = 3 (1 + t) / (1 - t).
    private static func scaledComplement(_ t: Double) -> Double {
        var series = -0x1.b521f5e62b937p-23
        series = series * t - 0x1.20ffd2643b2abp-22
        series = series * t + 0x1.4e75dccc737abp-20
        series = series * t + 0x1.1b86fc353f5b6p-19
        series = series * t - 0x1.0bafe44deb848p-17
        series = series * t - 0x1.af7cf3e087bcfp-17
        series = series * t + 0x1.0cac3a11fe28fp-14
        series = series * t + 0x1.7ba0ce14ddbbep-15
        series = series * t - 0x1.39084c8034bb3p-11
        series = series * t + 0x1.73101ea1b3803p-11
        series = series * t + 0x1.17c838eec7b56p-8
        series = series * t - 0x1.8fa58eb5e1d42p-6
        series = series * t + 0x1.258b13b017934p-4
        series = series * t - 0x1.336ffbef08b18p-3
        series = series * t + 0x1.f6ff204105976p-3
        series = series * t - 0x1.4e102b9cf8513p-2
        series = series * t + 0x1.6e9827d229d2dp-3
        return series
    }
}
