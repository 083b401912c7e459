import CZlib
import Foundation
import ImageCoding
import TestSupport
import Testing

/// Streams of kitty's protocol and of sixels that another program made from the protocols' documents, with Python's standard
/// library alone:
///
///     def kitty(width, height, channels, pixels, id):
///         rgb = b"".join(pixels[i:i + channels] * (3 if channels == 1 else 1) for i in range(0, len(pixels), channels))
///         keys = f"a=T,f=24,s={width},v={height},i={id},p=1,C=1,q=2"
///         return f"\033_G{keys},m=0;{base64.b64encode(rgb).decode()}\033\\"
///
///     def sixel(width, height, channels, pixels):
///         percent = [tuple((pixels[(y * width + x) * channels + (c if channels == 3 else 0)] * 100 + 127) // 255
///                    for c in range(3)) for y in range(height) for x in range(width)]
///         palette = sorted(set(percent))
///         out = f'\033P0;1q"1;1;{width};{height}'
///         out += "".join(f"#{i};2;{r};{g};{b}" for i, (r, g, b) in enumerate(palette))
///         for top in range(0, height, 6):
///             rows = range(top, min(top + 6, height))
///             layers = []
///             for i, colour in enumerate(palette):
///                 bits = [sum(1 << (y - top) for y in rows if percent[y * width + x] == colour) for x in range(width)]
///                 text = "".join(chr(63 + b) for b in bits).rstrip("?")
///                 packed = re.sub(r"(.)\1{3,}", lambda run: f"!{len(run[0])}{run[1]}", text)
///                 if packed: layers.append(f"#{i}{packed}")
///             out += "$".join(layers) + "-"
///         return out + "\033\\"
@Suite struct PixelGraphicsTests {
    private static let colour: [UInt8] = [
        255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30, 10, 20, 30, 200, 100, 50,
    ]
    private static let grey: [UInt8] =
        [0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 0, 255, 255, 255, 128] + [UInt8](repeating: 7, count: 10)
        + [0, 0, 0, 0, 0, 90, 90, 0, 0, 90]

    private static func picture(_ width: Int, _ height: Int, _ channels: Int, _ bytes: [UInt8]) throws -> Picture {
        try #require(Picture(width: width, height: height, channels: channels, bytes: bytes))
    }

    @Test func `kitty's protocol`() throws {
        #expect(
            KittyGraphics.show(try Self.picture(3, 2, 3, Self.colour), id: 5)
                == "\u{1B}_Ga=T,f=24,s=3,v=2,i=5,p=1,C=1,q=2,m=0;/wAAAP8AAAD/ChQeChQeyGQy\u{1B}\\")
        #expect(
            KittyGraphics.show(try Self.picture(5, 7, 1, Self.grey), id: 5)
                == "\u{1B}_Ga=T,f=24,s=5,v=7,i=5,p=1,C=1,q=2,m=0;AAAAAAAAAAAAAAAAAAAAAAAA////////////////AAAA////////////gICA"
                + "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHAAAAAAAAAAAAAAAAAAAAWlpaWlpaAAAAAAAAWlpa\u{1B}\\")
        #expect(KittyGraphics.delete(id: 7) == "\u{1B}_Ga=d,d=I,i=7,q=2\u{1B}\\")
    }

    @Test func `sixels`() throws {
        #expect(
            Sixel.show(try Self.picture(3, 2, 3, Self.colour))
                == "\u{1B}P0;1q\"1;1;3;2#0;2;0;0;100#1;2;0;100;0#2;2;4;8;12#3;2;78;39;20#4;2;100;0;0"
                + "#0??@$#1?@$#2AA$#3??A$#4@-\u{1B}\\")
        #expect(
            Sixel.show(try Self.picture(5, 7, 1, Self.grey))
                == "\u{1B}P0;1q\"1;1;5;7#0;2;0;0;0#1;2;3;3;3#2;2;35;35;35#3;2;50;50;50#4;2;100;100;100"
                + "#0f!4`$#1!5W$#3!4?C$#4?EEEA-#0??@@$#2@@??@-\u{1B}\\")
    }

    @Test func `iTerm2's protocol`() throws {
        let picture = try Self.picture(3, 2, 3, Self.colour)
        let file = try PNGCodec.encode(picture)
        #expect(
            try InlineImage.show(picture, columns: 4, rows: 2)
                == "\u{1B}]1337;File=inline=1;size=\(file.count);width=4;height=2;preserveAspectRatio=1:"
                + Data(file).base64EncodedString() + "\u{07}")
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func `a large picture comes in pieces that a terminal puts together`(seed: UInt64) throws {
        var draws = RandomNumbers(seed: seed)
        let picture = try draws.picture(side: 60...90)
        let stream = KittyGraphics.show(picture, id: 9)
        var payload = ""
        var more: [String] = []
        for (number, sequence) in stream.components(separatedBy: "\u{1B}_G").dropFirst().enumerated() {
            let parts = sequence.dropLast(2).split(separator: ";", maxSplits: 1)
            #expect(sequence.hasSuffix("\u{1B}\\") && parts[1].utf8.count <= 4096)
            #expect(
                number == 0 ? parts[0].hasPrefix("a=T,") && parts[0].contains(",o=z") : parts[0].hasPrefix("q=2,m="))
            more.append(String(parts[0].suffix(3)))
            payload += parts[1]
        }
        #expect(more.dropLast().allSatisfy { $0 == "m=1" } && more.last == "m=0" && more.count > 1)
        let packed = [UInt8](try #require(Data(base64Encoded: payload)))
        var pixels = [UInt8](repeating: 0, count: picture.width * picture.height * 3)
        var size = uLongf(pixels.count)
        #expect(uncompress(&pixels, &size, packed, uLong(packed.count)) == Z_OK && size == pixels.count)
        #expect(
            Picture(width: picture.width, height: picture.height, channels: 3, bytes: pixels)
                == picture.converted(channels: 3))
    }

    @Test(arguments: 0..<12 as Range<UInt64>)
    func `sixels show the picture, in 256 colours`(seed: UInt64) throws {
        var draws = RandomNumbers(seed: seed)
        let picture = try draws.picture(side: seed < 6 ? 1...15 : 30...40)
        let shown = try #require(SixelScreen(Sixel.show(picture)))
        #expect(shown.width == picture.width && shown.height == picture.height && shown.colours <= 256)
        let differences = shown.pixels.indices.map { index -> Int in
            let byte = picture.bytes[index / 3 * picture.channels + (picture.channels == 3 ? index % 3 : 0)]
            return abs(shown.pixels[index] - Int(byte) * 100 / 255)
        }
        // Of few colours each is itself, to a hundredth; of random ones in 256 boxes the nearest is not far.
        #expect(differences.max() ?? 0 <= (shown.isExact ? 1 : 30))
        #expect(differences.reduce(0, +) <= differences.count * (shown.isExact ? 1 : 9))
    }
}

/// What a terminal shows of a sixel stream, in hundredths of red, green and blue; written from the reference alone.
private struct SixelScreen {
    let width: Int
    let height: Int
    private(set) var pixels: [Int]
    private(set) var colours = 0
    /// Whether there are fewer colours than there may be.
    var isExact: Bool { colours < 256 }

    init?(_ stream: String) {
        guard stream.hasPrefix("\u{1B}P0;1q\"1;1;"), stream.hasSuffix("\u{1B}\\") else { return nil }
        var rest = stream.dropFirst("\u{1B}P0;1q\"1;1;".count).dropLast(2)
        func number(_ rest: inout Substring) -> Int {
            let digits = rest.prefix { $0.isNumber }
            rest = rest.dropFirst(digits.count)
            return Int(digits) ?? 0
        }
        width = number(&rest)
        rest = rest.dropFirst()
        height = number(&rest)
        pixels = [Int](repeating: -1, count: width * height * 3)
        var palette: [Int: [Int]] = [:]
        var (x, top, colour) = (0, 0, 0)
        while let character = rest.popFirst() {
            switch character {
            case "#":
                colour = number(&rest)
                guard rest.hasPrefix(";2;") else { continue }
                palette[colour] = (0..<3).map { axis in
                    rest = rest.dropFirst(axis == 0 ? 3 : 1)
                    return number(&rest)
                }
            case "$": x = 0
            case "-": (x, top) = (0, top + 6)
            default:
                let run = character == "!" ? number(&rest) : 1
                guard let bits = (character == "!" ? rest.popFirst() : character)?.asciiValue.map({ Int($0) - 63 })
                else { return nil }
                for _ in 0..<run {
                    for bit in 0..<6 where bits >> bit & 1 == 1 {
                        guard x < width, top + bit < height, let values = palette[colour] else { return nil }
                        for axis in 0..<3 { pixels[((top + bit) * width + x) * 3 + axis] = values[axis] }
                    }
                    x += 1
                }
            }
        }
        colours = palette.count
        guard !pixels.contains(-1) else { return nil }
    }
}
