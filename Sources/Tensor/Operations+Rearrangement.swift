extension Operations {
    /// Folds side x side pixels into channels (pixel unshuffle, Shi et al. 2016): channel c * side^2 + i * side + j of the
    /// pixel (y, x) is channel c of (y * side + i, x * side + j). `picture` is [batch][height][width][channels]. The output may
    /// have more channels, which are left alone but in the border.
    package func fold(
        _ picture: UnsafePointer<Float>, channels: Int, by side: Int, into output: FeatureMap, batch: Int
    ) {
        let shape = output.shape
        precondition(shape.channels >= channels * side * side)
        for index in 0..<batch {
            output.clearBorder(index)
            let first = picture + index * shape.pixels * channels * side * side
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

    /// Enlarges a picture [side][side][channels] (nearest neighbour) to the size of picture `index` of the output, into its
    /// last channels.
    package func enlarge(
        _ picture: UnsafePointer<Float>, side: Int, channels: Int, into output: FeatureMap, index: Int
    ) {
        let shape = output.shape
        precondition(shape.height % side == 0 && shape.width % side == 0 && shape.channels >= channels)
        for y in 0..<shape.height {
            let row = picture + y / (shape.height / side) * side * channels
            for x in 0..<shape.width {
                let to = output.pixel(index, y, x) + shape.channels - channels
                to.update(from: row + x / (shape.width / side) * channels, count: channels)
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
