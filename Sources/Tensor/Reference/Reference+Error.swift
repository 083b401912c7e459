extension Reference {
    /// The error function to about one unit in the last place: x + x p(x^2) up to 0.92, beyond it
    /// 1 - exp(-(t + t q(t))), t = |x|.
    package static func erf(_ x: Float) -> Float {
        var t = x.magnitude
        if t > 4 { t = 4 }
        if t > 0.921875 {
            let coefficients: [Float] = [
                0x1.a6ed26p-9, -0x1.77985ap-6, 0x1.af5afap-4, 0x1.457856p-1, 0x1.073778p-3,
            ]
            let q = coefficients.reduce(-0x1.c3ffb0p-13) { $1.addingProduct($0, t) }
            return Float(signOf: x, magnitudeOf: 1 - exp(-t.addingProduct(q, t)))
        }
        let coefficients: [Float] = [0x1.477bf2p-8, -0x1.b69768p-6, 0x1.ce1b58p-4, -0x1.8126ecp-2, 0x1.06eba6p-3]
        let p = coefficients.reduce(-0x1.3b07e8p-11) { $1.addingProduct($0, x * x) }
        return x.addingProduct(p, x)
    }

    /// x times the normal distribution's share below x (Hendrycks & Gimpel 2016).
    package static func gelu(_ x: Float) -> Float {
        let half = 0.5 * x
        return half.addingProduct(half, erf(x * 0x1.6a09e6p-1))
    }
}
