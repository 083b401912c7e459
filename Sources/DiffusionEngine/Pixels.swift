enum Pixels {
    /// -1...1 to 0...255, rounded to the nearest; what lies outside is clamped.
    static func append(_ picture: some Sequence<Float>, to pixels: inout [UInt8]) {
        for value in picture {
            let clamped = value > -1 ? min(value, 1) : -1
            pixels.append(UInt8((clamped * 127.5 + 127.5).rounded()))
        }
    }

    /// 0...255 to -1...1, so that `append` gives each byte back.
    static func values(_ pixels: [UInt8]) -> [Float] {
        pixels.map { Float($0) / 127.5 - 1 }
    }
}
