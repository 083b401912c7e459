extension Picture {
    /// How a picture of one shape becomes one of another.
    package enum Fitting: Sendable {
        /// Stretched.
        case stretch
        /// What sticks out at two sides is cut off, evenly.
        case crop
        /// All of it is kept, and its edges go on at two sides.
        case extend
    }

    /// The picture in another size and, where the shape differs, another shape.
    package func fitted(width newWidth: Int, height newHeight: Int, _ fitting: Fitting = .crop) -> Picture {
        let (newWidth, newHeight) = (max(1, newWidth), max(1, newHeight))
        switch fitting {
        case .stretch: return resampled(width: newWidth, height: newHeight)
        case .crop:
            let innerWidth = min(width, max(1, height * newWidth / newHeight))
            let innerHeight = min(height, max(1, width * newHeight / newWidth))
            return window(
                x: (width - innerWidth) / 2, y: (height - innerHeight) / 2, width: innerWidth, height: innerHeight
            ).resampled(width: newWidth, height: newHeight)
        case .extend:
            let innerWidth = min(newWidth, max(1, newHeight * width / height))
            let innerHeight = min(newHeight, max(1, newWidth * height / width))
            return resampled(width: innerWidth, height: innerHeight).window(
                x: (innerWidth - newWidth) / 2, y: (innerHeight - newHeight) / 2, width: newWidth, height: newHeight)
        }
    }

    /// The size that a picture of this shape has at most within another.
    package func sizeWithin(width: Int, height: Int) -> (width: Int, height: Int) {
        let fitsByWidth = self.height * width <= height * self.width
        return fitsByWidth
            ? (width, max(1, self.height * width / self.width)) : (max(1, self.width * height / self.height), height)
    }

    /// A part, with the outermost pixels repeated where it goes beyond the picture.
    private func window(x left: Int, y top: Int, width newWidth: Int, height newHeight: Int) -> Picture {
        var part: [UInt8] = []
        part.reserveCapacity(newWidth * newHeight * channels)
        for y in top..<top + newHeight {
            let row = min(max(y, 0), height - 1) * width
            for x in left..<left + newWidth {
                let pixel = (row + min(max(x, 0), width - 1)) * channels
                part.append(contentsOf: bytes[pixel..<pixel + channels])
            }
        }
        return Picture(checkedWidth: newWidth, height: newHeight, channels: channels, bytes: part)
    }
}
