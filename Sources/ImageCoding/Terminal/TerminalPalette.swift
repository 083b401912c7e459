/// The fixed part of the 256 colours of xterm: a cube of 6 x 6 x 6 colours (16...231) and a ramp of 24 greys (232...255).
enum TerminalPalette {
    /// The colour of the palette that is nearest by squared distance; the cube's where both are as near.
    static func index(red: UInt8, green: UInt8, blue: UInt8) -> Int {
        let (red, green, blue) = (Int(red), Int(green), Int(blue))
        let (r, g, b) = (cubeStep(red), cubeStep(green), cubeStep(blue))
        let cubeDistance = square(red - cubeLevel(r)) + square(green - cubeLevel(g)) + square(blue - cubeLevel(b))
        let grey = min(23, max(0, (red + green + blue) / 3 - 3) / 10)
        let level = 8 + 10 * grey
        let greyDistance = square(red - level) + square(green - level) + square(blue - level)
        return cubeDistance <= greyDistance ? 16 + 36 * r + 6 * g + b : 232 + grey
    }

    /// Of the levels 0, 95, 135, 175, 215 and 255.
    private static func cubeLevel(_ step: Int) -> Int {
        step == 0 ? 0 : 55 + 40 * step
    }

    /// The nearest level's number.
    private static func cubeStep(_ value: Int) -> Int {
        value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40
    }

    private static func square(_ value: Int) -> Int { value * value }
}
