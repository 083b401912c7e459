import ImageCoding
import TestSupport
import Testing

@Suite struct HalfBlocksTests {
    @Test func `two pixels share a cell, and a colour is said once`() throws {
        let picture = try #require(Picture(width: 3, height: 2, channels: 1, bytes: [0, 0, 9, 255, 255, 255]))
        #expect(
            HalfBlocks.lines(picture, colour: .trueColour) == [
                "\u{1B}[38;2;0;0;0;48;2;255;255;255m▀▀\u{1B}[38;2;9;9;9m▀\u{1B}[0m"
            ])
    }

    @Test func `below a picture of odd height the background stays`() throws {
        let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
        let picture = try #require(Picture(width: 1, height: 3, channels: 3, bytes: bytes))
        #expect(
            HalfBlocks.lines(picture, colour: .trueColour) == [
                "\u{1B}[38;2;1;2;3;48;2;4;5;6m▀\u{1B}[0m", "\u{1B}[38;2;7;8;9m▀\u{1B}[0m",
            ])
    }

    /// Nearest colours by `min((i for i in range(16, 256)), key=lambda i: (sum of squared differences, i))` over xterm's table.
    @Test(arguments: [
        ([0, 0, 0], 16), ([255, 255, 255], 231), ([255, 0, 0], 196), ([128, 128, 128], 244), ([8, 8, 8], 232),
        ([238, 238, 238], 255), ([95, 135, 175], 67), ([100, 100, 100], 241), ([1, 2, 3], 16), ([250, 128, 114], 209),
    ])
    func `256 colours are the nearest ones`(colour: [UInt8], index: Int) throws {
        let picture = try #require(Picture(width: 1, height: 1, channels: 3, bytes: colour))
        #expect(HalfBlocks.lines(picture, colour: .palette256) == ["\u{1B}[38;5;\(index)m▀\u{1B}[0m"])
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `a terminal shows the pixels`(seed: UInt64) throws {
        var draws = RandomNumbers(seed: seed)
        let picture = try draws.picture(side: 1...20)
        let lines = HalfBlocks.lines(picture, colour: .trueColour)
        #expect(lines.count == (picture.height + 1) / 2)
        var rows: [[[UInt8]?]] = []
        for line in lines {
            let cells = Self.show(line)
            #expect(cells.count == picture.width)
            rows.append(cells.map(\.upper))
            rows.append(cells.map(\.lower))
        }
        for y in 0..<picture.height {
            for x in 0..<picture.width {
                let start = (y * picture.width + x) * picture.channels
                let pixel = Array(picture.bytes[start..<start + picture.channels])
                #expect(rows[y][x] == (picture.channels == 1 ? [pixel[0], pixel[0], pixel[0]] : pixel))
            }
        }
        if picture.height % 2 == 1 {
            #expect(rows.last?.allSatisfy { $0 == nil } == true)
        }
    }

    /// What a terminal makes of one line: the colours of every cell's halves, nil for the terminal's own.
    private static func show(_ line: String) -> [(upper: [UInt8]?, lower: [UInt8]?)] {
        var cells: [(upper: [UInt8]?, lower: [UInt8]?)] = []
        var (upper, lower): ([UInt8]?, [UInt8]?) = (nil, nil)
        var rest = Substring(line)
        while let character = rest.popFirst() {
            guard character == "\u{1B}" else {
                cells.append((upper, lower))
                continue
            }
            var codes = rest.dropFirst().prefix { $0 != "m" }.split(separator: ";").compactMap { UInt8($0) }[...]
            rest = rest.drop { $0 != "m" }.dropFirst()
            while let code = codes.popFirst() {
                switch code {
                case 38: upper = Array(codes.dropFirst().prefix(3))
                case 48: lower = Array(codes.dropFirst().prefix(3))
                default: (upper, lower) = (nil, nil)
                }
                codes = codes.dropFirst(4)
            }
        }
        return cells
    }
}
