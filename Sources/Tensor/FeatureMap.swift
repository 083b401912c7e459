/// The shape of a batch's activations: [batch][height + 2 border][width + 2 border][channels]. A border of one pixel
/// (zeros) is what a 3x3 convolution reads beyond the picture's edge. A map may be some channels of a wider one: then its
/// pixels lie further apart.
package struct FeatureShape: Sendable, Equatable {
    package let height: Int
    package let width: Int
    package let channels: Int
    package let border: Int
    /// Floats from one pixel to the next.
    package let pixelStride: Int

    /// `pixelStride` is `channels` unless it is given.
    package init(height: Int, width: Int, channels: Int, border: Int = 0, pixelStride: Int? = nil) {
        self.height = height
        self.width = width
        self.channels = channels
        self.border = border
        self.pixelStride = pixelStride ?? channels
    }

    package var pixels: Int { height * width }
    /// Floats from one row to the next.
    package var rowStride: Int { (width + 2 * border) * pixelStride }
    /// Floats from one picture to the next, and floats in one.
    package var pictureStride: Int { (height + 2 * border) * rowStride }

    /// Whether maps of both shapes hold the same pixels of the same channels, wherever they lie.
    func agrees(with other: FeatureShape) -> Bool {
        height == other.height && width == other.width && channels == other.channels
    }
}

/// A shape with its place in the arena, known when the network is built.
package struct FeatureSlot: Sendable {
    package let shape: FeatureShape
    package let range: Range<Int>

    /// Some channels of a map without a border. They are released with the whole.
    package func channels(_ channels: Range<Int>) -> FeatureSlot {
        precondition(shape.border == 0 && channels.upperBound <= shape.channels)
        return FeatureSlot(
            shape: FeatureShape(
                height: shape.height, width: shape.width, channels: channels.count, pixelStride: shape.pixelStride),
            range: range.lowerBound + channels.lowerBound..<range.upperBound)
    }
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
            * shape.pixelStride
    }

    /// Zeroes the border of one picture.
    func clearBorder(_ picture: Int) {
        guard shape.border > 0 else { return }
        let first = start + picture * shape.pictureStride
        let edge = shape.border * shape.rowStride
        let side = shape.border * shape.pixelStride
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
