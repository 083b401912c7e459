/// The shape of a batch's activations: [batch][height + 2 border][width + 2 border][channels]. A border of one pixel
/// (zeros) is what a 3x3 convolution reads beyond the picture's edge.
package struct FeatureShape: Sendable, Equatable {
    package let height: Int
    package let width: Int
    package let channels: Int
    package let border: Int

    package init(height: Int, width: Int, channels: Int, border: Int = 0) {
        self.height = height
        self.width = width
        self.channels = channels
        self.border = border
    }

    package var pixels: Int { height * width }
    /// Floats from one row to the next.
    package var rowStride: Int { (width + 2 * border) * channels }
    /// Floats from one picture to the next, and floats in one.
    package var pictureStride: Int { (height + 2 * border) * rowStride }
}

/// A shape with its place in the arena, known when the network is built.
package struct FeatureSlot: Sendable {
    package let shape: FeatureShape
    package let range: Range<Int>
}

extension ArenaPlan {
    package mutating func reserve(_ shape: FeatureShape, batch: Int) -> FeatureSlot {
        FeatureSlot(shape: shape, range: reserve(shape.pictureStride * batch))
    }

    package mutating func release(_ slot: FeatureSlot) { release(slot.range) }
}

/// Activations in memory.
package struct FeatureMap: @unchecked Sendable {
    package let start: UnsafeMutablePointer<Float>
    package let shape: FeatureShape

    package init(start: UnsafeMutablePointer<Float>, shape: FeatureShape) {
        self.start = start
        self.shape = shape
    }

    /// The first channel of the pixel (y, x), border excluded, of picture `picture`.
    package func pixel(_ picture: Int, _ y: Int, _ x: Int) -> UnsafeMutablePointer<Float> {
        start + picture * shape.pictureStride + (y + shape.border) * shape.rowStride + (x + shape.border)
            * shape.channels
    }

    /// Zeroes the border of one picture.
    func clearBorder(_ picture: Int) {
        guard shape.border > 0 else { return }
        let first = start + picture * shape.pictureStride
        let edge = shape.border * shape.rowStride
        let side = shape.border * shape.channels
        first.update(repeating: 0, count: edge)
        (first + shape.pictureStride - edge).update(repeating: 0, count: edge)
        for y in 0..<shape.height {
            let row = first + edge + y * shape.rowStride
            row.update(repeating: 0, count: side)
            (row + shape.rowStride - side).update(repeating: 0, count: side)
        }
    }
}

extension Storage {
    package func map(_ slot: FeatureSlot) -> FeatureMap {
        precondition(slot.range.upperBound <= count, "The slot was planned for a larger arena.")
        return FeatureMap(start: base + slot.range.lowerBound, shape: slot.shape)
    }
}
