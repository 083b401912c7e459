/// The fixed part of the 256 colours of xterm: a cube of 6 x 6 x 6 colours (16...231) and a ramp of 24 greys (232...255).
enum TerminalPalette {
    private static let cubeLevels = [0, 95, 135, 175, 215, 255]
    private static let greyLevels = (0..<24).map { 8 + 10 * $0 }

    /// The colour of the palette that is nearest by squared distance; the cube's where both are as near.
    static func index(red: UInt8, green: UInt8, blue: UInt8) -> Int {
        let colour = [Int(red), Int(green), Int(blue)]
        let cube = colour.map { nearest($0, in: cubeLevels) }
        let grey = nearest(colour.reduce(0, +) / 3, in: greyLevels)
        let cubeDistance = distance(colour, cube.map { cubeLevels[$0] })
        let greyDistance = distance(colour, [Int](repeating: greyLevels[grey], count: 3))
        return cubeDistance <= greyDistance ? 16 + cube.reduce(0) { $0 * 6 + $1 } : 232 + grey
    }

    private static func nearest(_ value: Int, in levels: [Int]) -> Int {
        levels.indices.min { abs(levels[$0] - value) < abs(levels[$1] - value) } ?? 0
    }

    private static func distance(_ one: [Int], _ other: [Int]) -> Int {
        zip(one, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
}
