import Testing

@testable import Tensor

/// A feature map with memory of its own, filled with garbage first: what an operation does not write shows.
struct TestMap {
    let storage: Storage
    let map: FeatureMap
    private let batch: Int

    init(_ shape: FeatureShape, batch: Int = 1) throws {
        storage = try #require(Storage(count: shape.pictureStride * batch))
        storage.base.update(repeating: .nan, count: storage.count)
        map = FeatureMap(start: storage.base, shape: shape)
        self.batch = batch
    }

    /// Holds `values` [batch][height][width][channels], with zeros in the border.
    init(_ values: [Float], _ shape: FeatureShape, batch: Int = 1) throws {
        try self.init(shape, batch: batch)
        try #require(values.count == batch * shape.pixels * shape.channels)
        let row = shape.width * shape.channels
        for picture in 0..<batch {
            map.clearBorder(picture)
            for y in 0..<shape.height {
                let start = (picture * shape.height + y) * row
                map.pixel(picture, y, 0).update(from: Array(values[start..<start + row]), count: row)
            }
        }
    }

    /// Everything, border included.
    var all: [Float] { Array(UnsafeBufferPointer(start: storage.base, count: map.shape.pictureStride * batch)) }

    /// [batch][height][width][channels], without the border.
    var values: [Float] {
        (0..<batch).flatMap { picture in
            (0..<map.shape.height).flatMap { y in
                Array(
                    UnsafeBufferPointer(
                        start: map.pixel(picture, y, 0), count: map.shape.width * map.shape.channels))
            }
        }
    }
}

extension Operations {
    /// Every instruction set there is here, on one thread and on three.
    static var all: [Operations] {
        KernelSet.available.flatMap { kernels in
            [1, 3].map { Operations(kernels: kernels, pool: ThreadPool(threads: $0)) }
        }
    }
}

extension Operations: CustomTestStringConvertible {
    package var testDescription: String { "\(kernels), \(pool.threads) threads" }
}
