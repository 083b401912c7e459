enum Pixels {
    /// -1...1 to 0...255, rounded to the nearest, halves up; what lies outside is clamped, and what is no number is 0.
    static func append(_ picture: [Float], to pixels: inout [UInt8]) {
        pixels += [UInt8](unsafeUninitializedCapacity: picture.count) { bytes, count in
            picture.withUnsafeBufferPointer { picture in
                for index in picture.indices { bytes[index] = byte(picture[index]) }
            }
            count = picture.count
        }
    }

    /// Without a branch or a check, so that the compiler makes vector code of it: every preview goes through here, on the
    /// engine's thread.
    @inline(__always)
    private static func byte(_ value: Float) -> UInt8 {
        let clamped = value > -1 ? min(value, 1) : -1
        // The sums are multiples of 2^-18 or coarser, so the half is added exactly. 2^23 leaves no room for a fraction:
        // with it added, the low bits hold the nearest whole number, which may be the one above the one that is wanted.
        let raised = clamped * 127.5 + 127.5 + 0.5
        let nearest = raised + 0x1p23
        return UInt8(truncatingIfNeeded: nearest.bitPattern) &- (nearest - 0x1p23 > raised ? 1 : 0)
    }

    /// 0...255 to -1...1, so that `append` gives each byte back.
    static func values(_ pixels: [UInt8]) -> [Float] {
        pixels.map { Float($0) / 127.5 - 1 }
    }
}
