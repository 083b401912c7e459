extension Picture {
    /// Pictures of one size as a grid, row by row, with white between them and where the last row ends early.
    ///
    /// nil if there are no pictures, they differ in size or channels, `columns` is below 1, `gap` is negative, or the
    /// sheet is larger than a file may be. `gap` is in pixels.
    package static func sheet(_ pictures: [Picture], columns: Int, gap: Int) -> Picture? {
        guard let first = pictures.first, columns >= 1, (0...maximumSide).contains(gap) else { return nil }
        let (width, height, channels) = (first.width, first.height, first.channels)
        guard pictures.allSatisfy({ $0.hasShape(of: first) }) else {
            return nil
        }
        let columns = min(columns, pictures.count)
        let rows = (pictures.count - 1) / columns + 1
        guard isAllowed(width: width, height: height), columns <= maximumSide, rows <= maximumSide else { return nil }
        let sheetWidth = columns * (width + gap) - gap
        let sheetHeight = rows * (height + gap) - gap
        guard isAllowed(width: sheetWidth, height: sheetHeight) else { return nil }

        var bytes = [UInt8](repeating: 255, count: sheetWidth * sheetHeight * channels)
        for (index, picture) in pictures.enumerated() {
            let left = index % columns * (width + gap)
            let top = index / columns * (height + gap)
            for y in 0..<height {
                let source = y * width * channels
                let target = ((top + y) * sheetWidth + left) * channels
                bytes.replaceSubrange(
                    target..<target + width * channels, with: picture.bytes[source..<source + width * channels])
            }
        }
        return Picture(checkedWidth: sheetWidth, height: sheetHeight, channels: channels, bytes: bytes)
    }
}
