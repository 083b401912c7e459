extension Operations {
    /// Folds side x side pixels into channels (pixel unshuffle, Shi et al. 2016): channel c * side^2 + i * side + j of the
    /// pixel (y, x) is channel c of (y * side + i, x * side + j). `picture` is [batch][height][width][channels].
    package func fold(_ picture: UnsafePointer<Float>, by side: Int, into output: FeatureMap, batch: Int) {
        let shape = output.shape
        let channels = shape.channels / (side * side)
        for index in 0..<batch {
            output.clearBorder(index)
            let first = picture + index * shape.pixels * shape.channels
            for y in 0..<shape.height * side {
                for x in 0..<shape.width * side {
                    let from = first + (y * shape.width * side + x) * channels
                    let to = output.pixel(index, y / side, x / side) + y % side * side + x % side
                    for c in 0..<channels { to[c * side * side] = from[c] }
                }
            }
        }
    }

    /// The inverse of `fold` (pixel shuffle): `input` without border into `picture` [batch][height][width][channels].
    package func unfold(_ input: FeatureMap, by side: Int, into picture: UnsafeMutablePointer<Float>, batch: Int) {
        let shape = input.shape
        let channels = shape.channels / (side * side)
        for index in 0..<batch {
            let first = picture + index * shape.pixels * shape.channels
            for y in 0..<shape.height * side {
                for x in 0..<shape.width * side {
                    let to = first + (y * shape.width * side + x) * channels
                    let from = input.pixel(index, y / side, x / side) + y % side * side + x % side
                    for c in 0..<channels { to[c] = from[c * side * side] }
                }
            }
        }
    }

    /// Copies a map, each pixel `scale` times in each direction (nearest neighbour), into one that may have a border.
    package func copy(_ input: FeatureMap, scale: Int = 1, into output: FeatureMap, batch: Int) {
        let shape = output.shape
        precondition(shape.height == input.shape.height * scale && shape.width == input.shape.width * scale)
        precondition(shape.channels == input.shape.channels)
        for index in 0..<batch {
            output.clearBorder(index)
            for y in 0..<shape.height {
                if scale == 1, shape.pixelStride == shape.channels, input.shape.pixelStride == shape.channels {
                    output.pixel(index, y, 0)
                        .update(from: input.pixel(index, y, 0), count: shape.width * shape.channels)
                } else {
                    for x in 0..<shape.width {
                        output.pixel(index, y, x)
                            .update(from: input.pixel(index, y / scale, x / scale), count: shape.channels)
                    }
                }
            }
        }
    }
}
