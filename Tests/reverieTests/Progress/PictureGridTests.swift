import ImageCoding
import Testing

@testable import reverie

@Suite struct PictureGridTests {
    private func grid(_ count: Int, columns: Int, rows: Int, side: Int = 28) -> [Int]? {
        PictureGrid(count: count, width: side, height: side, room: TerminalSize(columns: columns, rows: rows)).map {
            [$0.width, $0.height, $0.picturesPerRow]
        }
    }

    @Test func `pictures stand side by side as large as they are if there is room`() {
        #expect(grid(1, columns: 79, rows: 21) == [28, 28, 1])
        #expect(grid(2, columns: 58, rows: 14) == [28, 28, 2])
        #expect(grid(4, columns: 118, rows: 14) == [28, 28, 4])
        #expect(grid(4, columns: 58, rows: 29) == [28, 28, 2])
    }

    @Test func `they shrink as little as needed`() {
        #expect(grid(2, columns: 57, rows: 14) == [27, 27, 2])
        #expect(grid(1, columns: 79, rows: 13) == [26, 26, 1])
        #expect(grid(1, columns: 79, rows: 40, side: 1000) == [79, 79, 1])
    }

    @Test func `rows are filled alike`() {
        #expect(grid(4, columns: 99, rows: 29) == [28, 28, 2])
        #expect(grid(9, columns: 79, rows: 17) == [14, 14, 5])
    }

    @Test func `without room there are no pictures`() {
        #expect(grid(1, columns: 7, rows: 40) == nil)
        #expect(grid(1, columns: 79, rows: 3) == nil)
        #expect(grid(0, columns: 79, rows: 40) == nil)
        #expect(grid(1, columns: -1, rows: -1) == nil)
        #expect(grid(1, columns: 79, rows: 1, side: 2) == [2, 2, 1])
    }

    @Test func `rows of pictures are joined line by line`() throws {
        let pictures = (1...3).compactMap { Picture(width: 1, height: 2, channels: 1, bytes: [$0, $0]) }
        let grid = try #require(PictureGrid(count: 3, width: 1, height: 2, room: TerminalSize(columns: 4, rows: 9)))
        let lines = grid.lines(pictures, colour: .palette256)
        #expect(lines.count == 3)
        #expect(lines[0].hasSuffix("▀\u{1B}[0m  \u{1B}[38;5;16;48;5;16m▀\u{1B}[0m"))
        #expect(lines[1].isEmpty)
    }
}
