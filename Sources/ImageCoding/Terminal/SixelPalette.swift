/// The at most 256 colours that sixels are drawn in, each in hundredths of red, green and blue.
enum SixelPalette {
    struct Colour: Hashable {
        var red: UInt8
        var green: UInt8
        var blue: UInt8

        subscript(axis: Int) -> UInt8 { axis == 0 ? red : axis == 1 ? green : blue }
    }

    static let size = 256

    /// The palette in ascending order, and for each pixel its place in it. A picture of few colours keeps them all;
    /// others get the means of boxes of colours, the widest of which is halved until there are enough (median cut).
    static func quantize(_ picture: Picture) -> (palette: [Colour], indices: [UInt8]) {
        let pixels = stride(from: 0, to: picture.bytes.count, by: picture.channels).map { start in
            let bytes = picture.bytes[start..<start + picture.channels].map { UInt8((Int($0) * 100 + 127) / 255) }
            return Colour(red: bytes[0], green: bytes[picture.channels / 2], blue: bytes[picture.channels - 1])
        }
        var counts: [Colour: Int] = [:]
        for pixel in pixels { counts[pixel, default: 0] += 1 }

        var means: [Colour: Colour] = [:]
        for box in boxes(of: counts) {
            let mean = mean(of: box, counts)
            for colour in box { means[colour] = mean }
        }
        let palette = Set(means.values).sorted { ($0.red, $0.green, $0.blue) < ($1.red, $1.green, $1.blue) }
        let places = Dictionary(uniqueKeysWithValues: palette.enumerated().map { ($1, UInt8($0)) })
        return (palette, pixels.map { means[$0].flatMap { places[$0] } ?? 0 })
    }

    private static func boxes(of counts: [Colour: Int]) -> [[Colour]] {
        guard counts.count > size else { return counts.keys.map { [$0] } }
        var boxes = [counts.keys.sorted { ($0.red, $0.green, $0.blue) < ($1.red, $1.green, $1.blue) }]
        var widths = boxes.map(widest)
        while boxes.count < size {
            guard let place = widths.indices.max(by: { widths[$0].width < widths[$1].width }), widths[place].width > 0
            else { break }
            let axis = widths[place].axis
            let box = boxes[place].sorted { $0[axis] < $1[axis] }
            boxes[place] = Array(box[..<(box.count / 2)])
            boxes.append(Array(box[(box.count / 2)...]))
            widths[place] = widest(boxes[place])
            widths.append(widest(boxes[boxes.count - 1]))
        }
        return boxes
    }

    /// Along which axis a box has colours farthest apart.
    private static func widest(_ box: [Colour]) -> (axis: Int, width: Int) {
        (0..<3).map { axis in
            let values = box.map { Int($0[axis]) }
            return (axis, (values.max() ?? 0) - (values.min() ?? 0))
        }.max { $0.1 < $1.1 } ?? (0, 0)
    }

    private static func mean(of box: [Colour], _ counts: [Colour: Int]) -> Colour {
        let total = box.reduce(0) { $0 + (counts[$1] ?? 0) }
        let sums = (0..<3).map { axis in box.reduce(0) { $0 + Int($1[axis]) * (counts[$1] ?? 0) } }
        let means = sums.map { UInt8(($0 + total / 2) / max(1, total)) }
        return Colour(red: means[0], green: means[1], blue: means[2])
    }
}
