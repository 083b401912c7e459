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

    /// The mean of every block of `factor` x `factor` pixels (smaller blocks at the right and lower edge), so that a
    /// picture fits where there is less room. A factor below 2 changes nothing.
    package func reduced(by factor: Int) -> Picture {
        guard factor > 1 else { return self }
        let columns = (width - 1) / factor + 1
        let rows = (height - 1) / factor + 1
        var reduced: [UInt8] = []
        reduced.reserveCapacity(columns * rows * channels)
        for row in 0..<rows {
            let ys = row * factor..<min(height, (row + 1) * factor)
            for column in 0..<columns {
                let xs = column * factor..<min(width, (column + 1) * factor)
                for channel in 0..<channels {
                    reduced.append(mean(xs, ys, channel))
                }
            }
        }
        return Picture(checkedWidth: columns, height: rows, channels: channels, bytes: reduced)
    }

    private func mean(_ xs: Range<Int>, _ ys: Range<Int>, _ channel: Int) -> UInt8 {
        var sum = 0
        for y in ys {
            for x in xs {
                sum += Int(bytes[(y * width + x) * channels + channel])
            }
        }
        let count = xs.count * ys.count
        return UInt8((sum + count / 2) / count)
    }
}
