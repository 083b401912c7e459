extension ElementaryFunctions {
    /// sin x, x in radians, any size.
    package static func sin(_ x: Double) -> Double { sinCos(x).sin }

    /// cos x, x in radians, any size.
    package static func cos(_ x: Double) -> Double { sinCos(x).cos }

    /// Both at the cost of one reduction.
    package static func sinCos(_ x: Double) -> (sin: Double, cos: Double) {
        guard x.isFinite else { return (.nan, .nan) }
        let magnitude = x.magnitude
        let angle =
            magnitude < 0.785 ? ReducedAngle(quadrant: 0, high: magnitude, low: 0) : ReducedAngle(reducing: magnitude)
        let (sine, cosine) = (sinNearZero(angle), cosNearZero(angle))
        let (sin, cos) =
            switch angle.quadrant {
            case 0: (sine, cosine)
            case 1: (cosine, -sine)
            case 2: (-sine, -cosine)
            default: (-cosine, sine)
            }
        return (x.sign == .minus ? -sin : sin, cos)
    }

    /// sin(high + low) for |high| <= pi/4, to the term of r^17.
    private static func sinNearZero(_ angle: ReducedAngle) -> Double {
        let r = angle.high
        let z = r * r
        var series = 1.0 / 355_687_428_096_000
        series = series * z - 1.0 / 1_307_674_368_000
        series = series * z + 1.0 / 6_227_020_800
        series = series * z - 1.0 / 39_916_800
        series = series * z + 1.0 / 362_880
        series = series * z - 1.0 / 5_040
        series = series * z + 1.0 / 120
        series = series * z - 1.0 / 6
        return r + (r * z * series + angle.low * (1 - 0.5 * z))
    }

    /// cos(high + low) for |high| <= pi/4, to the term of r^18.
    private static func cosNearZero(_ angle: ReducedAngle) -> Double {
        let r = angle.high
        let z = r * r
        var series = -1.0 / 6_402_373_705_728_000
        series = series * z + 1.0 / 20_922_789_888_000
        series = series * z - 1.0 / 87_178_291_200
        series = series * z + 1.0 / 479_001_600
        series = series * z - 1.0 / 3_628_800
        series = series * z + 1.0 / 40_320
        series = series * z - 1.0 / 720
        series = series * z + 1.0 / 24
        // 1 - z/2 is rounded; what it lost is known exactly and goes in with the small terms.
        let halfSquare = 0.5 * z
        let leading = 1 - halfSquare
        let lost = (1 - leading) - halfSquare
        return leading + (lost + (z * z * series - r * angle.low))
    }
}
