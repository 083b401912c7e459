extension Picture {
    /// Every pixel as a square of `factor` x `factor` pixels (nearest neighbour). A factor below 2 changes nothing;
    /// ask `isAllowed` about the enlarged size first where the factor comes from outside.
    package func scaled(by factor: Int) -> Picture {
        guard factor > 1 else { return self }
        var enlarged: [UInt8] = []
        enlarged.reserveCapacity(bytes.count * factor * factor)
        for y in 0..<height {
            let start = enlarged.count
            for x in 0..<width {
                let pixel = (y * width + x) * channels
                for _ in 0..<factor {
                    enlarged.append(contentsOf: bytes[pixel..<pixel + channels])
                }
            }
            let row = Array(enlarged[start...])
            for _ in 1..<factor {
                enlarged.append(contentsOf: row)
            }
        }
        return Picture(checkedWidth: width * factor, height: height * factor, channels: channels, bytes: enlarged)
    }

    /// The picture in another size: every pixel is the mean of the area it covers. Sizes below 1 count as 1.
    package func resampled(width newWidth: Int, height newHeight: Int) -> Picture {
        let (newWidth, newHeight) = (max(1, newWidth), max(1, newHeight))
        guard newWidth != width || newHeight != height else { return self }
        let columns = Self.covers(width, newWidth)
        let rows = Self.covers(height, newHeight)
        var resampled: [UInt8] = []
        resampled.reserveCapacity(newWidth * newHeight * channels)
        for row in rows {
            for column in columns {
                for channel in 0..<channels {
                    resampled.append(mean(column, row, channel))
                }
            }
        }
        return Picture(checkedWidth: newWidth, height: newHeight, channels: channels, bytes: resampled)
    }

    /// Pixels that one pixel of another size covers, each with its share; the shares add up to the old size.
    private typealias Cover = [(position: Int, share: Int)]

    /// In units of 1/newSize of a pixel, pixel n of the new size covers `n * size ..< (n + 1) * size`.
    private static func covers(_ size: Int, _ newSize: Int) -> [Cover] {
        (0..<newSize).map { index in
            let area = index * size..<(index + 1) * size
            return (area.lowerBound / newSize...(area.upperBound - 1) / newSize).map { position in
                (position, area.clamped(to: position * newSize..<(position + 1) * newSize).count)
            }
        }
    }

    private func mean(_ columns: Cover, _ rows: Cover, _ channel: Int) -> UInt8 {
        var sum = 0
        for (y, share) in rows {
            for (x, part) in columns {
                sum += share * part * Int(bytes[(y * width + x) * channels + channel])
            }
        }
        let area = width * height
        return UInt8((sum + area / 2) / area)
    }
}
