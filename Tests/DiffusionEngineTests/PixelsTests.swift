import Testing

@testable import DiffusionEngine

struct PixelsTests {
    private func bytes(_ values: [Float]) -> [UInt8] {
        var pixels: [UInt8] = []
        Pixels.append(values, to: &pixels)
        return pixels
    }

    /// By the library's rounding.
    private func expected(_ value: Float) -> UInt8 {
        let clamped = value > -1 ? min(value, 1) : -1
        return UInt8((clamped * 127.5 + 127.5).rounded())
    }

    @Test(arguments: 0..<255)
    func `the byte changes at the very number where rounding does`(byte: Int) {
        let half = (Float(byte) + 0.5) / 127.5 - 1
        // Wide enough for every number that the scaling may take to the half: they are 2^-17 apart there.
        let values = (-300...300).map { half + Float($0) * 0x1p-26 }
        #expect(bytes(values) == values.map(expected))
        #expect(Set(bytes(values)) == [UInt8(byte), UInt8(byte + 1)])
    }

    @Test func `what lies outside is clamped, and what is no number is black`() {
        let values: [Float] = [
            -.infinity, -1e30, -1.5, Float(-1).nextDown, -1, -0.0, 0, 1, Float(1).nextUp, 3, 1e30, .infinity,
        ]
        #expect(bytes(values) == [0, 0, 0, 0, 0, 128, 128, 255, 255, 255, 255, 255])
        #expect(bytes([.nan, -.nan, .leastNonzeroMagnitude]) == [0, 0, 128])
    }
}
