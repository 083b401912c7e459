/// What keeps a predicted clean picture within what pictures can be. What is not a number counts as the lower bound.
package enum Thresholding: Sendable, Equatable {
    /// To -1...1.
    case clip
    /// Dynamic thresholding (Saharia et al. 2022, "Imagen", section 2.3): the picture is clipped to -s...s and divided by s,
    /// the `quantile` (0...1) of its magnitudes or 1 if that is more.
    case dynamic(quantile: Float)
    /// As the network says, short of numbers that would overflow later; the last step gives a picture to be clamped.
    case none

    var needsMagnitudes: Bool { if case .dynamic = self { true } else { false } }

    /// No network means more than this.
    static let bound: Float = 1000

    /// `magnitudes` is scratch of the same size for `dynamic`, and may be empty otherwise.
    func apply(to x0: UnsafeMutableBufferPointer<Float>, magnitudes: inout [Float]) {
        switch self {
        case .clip:
            Self.clip(x0, to: 1)
        case .none:
            Self.clip(x0, to: Self.bound)
        case .dynamic(let quantile):
            Self.clip(x0, to: Self.bound)
            for index in x0.indices { magnitudes[index] = x0[index].magnitude }
            let scale = magnitudes.withUnsafeMutableBufferPointer { Self.quantile(quantile, of: $0) }
            guard scale > 1 else { return Self.clip(x0, to: 1) }
            Self.clip(x0, to: scale)
            for index in x0.indices { x0[index] /= scale }
        }
    }

    private static func clip(_ values: UnsafeMutableBufferPointer<Float>, to bound: Float) {
        for index in values.indices {
            let value = values[index]
            values[index] = value > -bound ? (value < bound ? value : bound) : -bound
        }
    }

    /// The quantile with linear interpolation between neighbours in order; reorders `values`. 0 if there are none.
    static func quantile(_ share: Float, of values: UnsafeMutableBufferPointer<Float>) -> Float {
        guard !values.isEmpty else { return 0 }
        let position = Double(share > 0 ? min(share, 1) : 0) * Double(values.count - 1)
        let rank = Int(position)
        select(rank, of: values)
        let low = values[rank]
        guard let high = values[(rank + 1)...].min() else { return low }
        return low + Float(position - Double(rank)) * (high - low)
    }

    /// Hoare's selection (1961): afterwards the element of `rank` is in its place, none before it is larger and none behind
    /// it is smaller.
    private static func select(_ rank: Int, of values: UnsafeMutableBufferPointer<Float>) {
        var (low, high) = (0, values.count - 1)
        while low < high {
            let pivot = values[low + (high - low) / 2]
            var (left, right) = (low, high)
            while left <= right {
                while values[left] < pivot { left += 1 }
                while values[right] > pivot { right -= 1 }
                if left <= right {
                    values.swapAt(left, right)
                    left += 1
                    right -= 1
                }
            }
            if rank <= right {
                high = right
            } else if rank >= left {
                low = left
            } else {
                return
            }
        }
    }
}
