extension Reference {
    /// exp to about one unit in the last place, of arguments clamped to -87...88: x = n log 2 + r, a polynomial in r
    /// (Cephes, Moshier 1992), times 2^n.
    package static func exp(_ argument: Float) -> Float {
        var x = argument
        if x > 88 { x = 88 }
        if x < -87 { x = -87 }
        let magic: Float = 12_582_912
        let shifted = magic.addingProduct(x, 0x1.715476p+0)
        let n = shifted - magic
        let r = x.addingProduct(n, -0x1.62e400p-1).addingProduct(n, -0x1.7f7d1cp-20)
        let coefficients: [Float] = [
            1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
        ]
        let p = coefficients.reduce(1.9875691500e-4) { $1.addingProduct($0, r) }
        let power = Float(bitPattern: (shifted.bitPattern &- magic.bitPattern &+ 127) << 23)
        return (r.addingProduct(p, r * r) + 1) * power
    }

    /// x / (1 + exp(-x))
    package static func silu(_ x: Float) -> Float { x / (1 + exp(-x)) }
}
