import TestSupport

extension RandomNumbers {
    mutating func floats(_ count: Int, in range: ClosedRange<Float> = -1...1) -> [Float] {
        (0..<count).map { _ in Float.random(in: range, using: &self) }
    }
}

/// Bits rather than values: -0 is not 0.
func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }
