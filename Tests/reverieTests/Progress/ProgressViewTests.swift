import ImageCoding
import Testing
import WireProtocol
import WireTransport

@testable import reverie

@Suite struct ProgressViewTests {
    private static let size = TerminalSize(columns: 80, rows: 24)
    private static let blocks = Display.Style.pictures(.truecolor, cell: .usual)

    private func view(count: Int = 1, _ events: [JobEvent]) -> ProgressView {
        var view = ProgressView(title: "ankle boot", details: "fashion, seed 7", count: count, steps: 25)
        for (index, event) in events.enumerated() {
            view.apply(event, of: 0, at: .milliseconds(40 * index))
        }
        return view
    }

    private static func preview(step: UInt32, count: UInt8 = 1, remaining: UInt32 = 400, side: UInt16 = 4) -> JobEvent {
        let pixels = [UInt8](repeating: UInt8(step), count: Int(count) * Int(side) * Int(side))
        return .preview(
            Preview(
                step: step, steps: 25, timestep: 500, content: .x0, costMicroseconds: 1,
                remainingMilliseconds: remaining,
                count: count, width: side, height: side, channels: 1, pixels: pixels))
    }

    private func plain(_ view: ProgressView) -> String {
        view.drawing(.plain, size: Self.size).lines.joined(separator: "|")
    }

    @Test func `before anything is known it waits`() {
        #expect(plain(view([])) == "Waiting for the server.")
    }

    @Test(arguments: [
        (0, UInt32.max, "Next in the queue."), (1, 12_000, "1 job ahead in the queue, starts in about 12 s."),
        (7, 125_000, "7 jobs ahead in the queue, starts in about 2 min 5 s."),
    ])
    func `the place in the queue is told`(position: UInt32, milliseconds: UInt32, text: String) {
        let queued = Queued(position: position, estimatedMilliseconds: milliseconds)
        #expect(plain(view([.queued(queued)])) == text)
    }

    @Test func `step, time left and steps a second stand beside a bar`() {
        let started = JobEvent.started(Started(steps: 25, count: 1))
        #expect(plain(view([started])) == "[----------------------------]  step  0/25")
        #expect(
            plain(view([started, Self.preview(step: 5)])) == "[#####-----------------------]  step  5/25  0.4 s left")
        let later = view([started, Self.preview(step: 5), Self.preview(step: 20)])
        #expect(plain(later) == "[######################------]  step 20/25  0.4 s left  375 steps/s")
        let last = view([started, Self.preview(step: 25, remaining: 0)])
        #expect(plain(last) == "[############################]  step 25/25")
    }

    @Test func `time that nobody can tell is not told`() {
        #expect(!plain(view([Self.preview(step: 5, remaining: .max)])).contains("left"))
    }

    @Test func `every end has its sentence`() {
        let finished = JobEvent.finished(Finished(milliseconds: 1234, evaluations: 100))
        #expect(plain(view(count: 4, [finished])) == "4 pictures of 25 steps in 1.23 s.")
        #expect(plain(view([finished])) == "1 picture of 25 steps in 1.23 s.")
        let cancelled = JobEvent.cancelled(Cancelled(step: 12, milliseconds: 3))
        #expect(plain(view([Self.preview(step: 11), cancelled])) == "Cancelled at step 12 of 25.")
        let failed = JobEvent.failed(Failed(code: .internal, retryable: false, message: "The paint ran out."))
        #expect(plain(view([Self.preview(step: 11), failed])) == "Failed at step 11 of 25.")
    }

    @Test func `what comes after a cancel does not hide it`() {
        var view = view([Self.preview(step: 3)])
        view.cancel()
        view.apply(Self.preview(step: 4), of: 0, at: .seconds(1))
        view.apply(.queued(Queued(position: 1)), of: 0, at: .seconds(1))
        view.apply(.started(Started(steps: 25, count: 1)), of: 0, at: .seconds(1))
        #expect(plain(view) == "Cancelling. Press Ctrl-C again to leave at once.")
    }

    @Test func `the pictures stand over title and status`() {
        let lines = view([Self.preview(step: 9)]).drawing(Self.blocks, size: Self.size).lines
        #expect(lines.count == 2 + 1 + 2)
        #expect(lines[0] == "\u{1B}[38;2;9;9;9;48;2;9;9;9m▀▀▀▀\u{1B}[0m")
        #expect(lines[2].isEmpty)
        #expect(lines[3] == "\u{1B}[1mankle boot\u{1B}[0m  \u{1B}[2mfashion, seed 7\u{1B}[0m")
        #expect(lines[4].hasSuffix("  step  9/25  0.4 s left"))
        #expect(view([Self.preview(step: 9)]).drawing(.status, size: Self.size).lines == Array(lines[3...]))
    }

    @Test func `a finished picture takes the place of its preview`() {
        let image = ImageEvent(index: 1, width: 4, height: 4, channels: 1, pixels: [UInt8](repeating: 200, count: 16))
        let view = view(count: 2, [Self.preview(step: 25, count: 2), .image(image)])
        #expect(view.pictures.map { $0.bytes[0] } == [25, 200])
    }

    @Test func `pictures that were not asked for or are none are not shown`() {
        let stray = ImageEvent(index: 9, width: 4, height: 4, channels: 1, pixels: [UInt8](repeating: 0, count: 16))
        let odd = ImageEvent(index: 0, width: 4, height: 4, channels: 2, pixels: [UInt8](repeating: 0, count: 32))
        let empty = ImageEvent(index: 0, width: 0, height: 4, channels: 1, pixels: [])
        #expect(view([.image(stray), .image(odd), .image(empty)]).pictures.isEmpty)
        #expect(view([Self.preview(step: 1, count: 200)]).pictures.count == 1)
    }

    @Test(arguments: [(1, 1), (2, 2), (10, 3), (30, 6), (79, 24), (80, 24), (500, 200)])
    func `it never takes more lines or columns than there are`(columns: Int, rows: Int) {
        let size = TerminalSize(columns: columns, rows: rows)
        for count in [1, 4, 16] {
            let view = view(count: count, [Self.preview(step: 9, count: UInt8(count), side: 28)])
            let lines = view.drawing(.pictures(.colours256, cell: .usual), size: size).lines
            #expect(lines.count <= max(2, rows))
            for line in lines.dropLast(2) {
                #expect(line.filter { $0 == "▀" || $0 == " " }.count < columns)
            }
        }
    }

    @Test func `control characters in a prompt do not reach the terminal`() {
        let view = ProgressView(title: "a\u{1B}[2Jb\nc", details: "\u{7}", count: 1, steps: 1)
        #expect(
            view.drawing(.status, size: Self.size).lines[0]
                == "\u{1B}[1ma\u{FFFD}[2Jb c\u{1B}[0m  \u{1B}[2m\u{FFFD}\u{1B}[0m")
    }

    @Test(arguments: [(1, 1), (3, 3), (20, 6), (79, 24), (200, 60)])
    func `pictures of the terminal's own pixels stay within it`(columns: Int, rows: Int) {
        let size = TerminalSize(columns: columns, rows: rows)
        for count in [1, 4, 16] {
            let view = view(count: count, [Self.preview(step: 9, count: UInt8(count), side: 28)])
            let drawing = view.drawing(.pictures(.kitty, cell: .usual), size: size)
            #expect(drawing.emptyRows + drawing.lines.count <= max(2, rows))
            #expect(drawing.pictures.isEmpty || drawing.pictures.count == count)
            for placed in drawing.pictures {
                #expect(placed.column + placed.columns < columns && placed.row + placed.rows <= drawing.emptyRows)
                #expect(placed.picture.width <= placed.columns * 8 && placed.picture.height <= placed.rows * 16)
            }
        }
    }

    @Test func `several jobs share one view`() {
        let slots = (0..<3).map { ProgressView.Slot(job: $0, index: 5) }
        var view = ProgressView(title: "a", details: "b", slots: slots, steps: [25, 25, 25])
        view.apply(Self.preview(step: 10), of: 1, at: .zero)
        #expect(view.pictures.map { $0.bytes[0] } == [0, 10, 0])
        let image = ImageEvent(index: 5, width: 4, height: 4, channels: 1, pixels: [UInt8](repeating: 9, count: 16))
        view.apply(.image(image), of: 2, at: .zero)
        view.apply(.finished(Finished(milliseconds: 5, evaluations: 1)), of: 2, at: .zero)
        view.apply(.image(image), of: 7, at: .zero)
        #expect(view.pictures.map { $0.bytes[0] } == [0, 10, 9])
        #expect(plain(view).hasSuffix("1/3 done  0.4 s left"))
    }

    @Test func `predicted pictures and the noise they are in stand in pairs`() {
        var view = ProgressView(title: "a", details: "", count: 2, steps: 25)
        let pixels = (1...4).flatMap { [UInt8](repeating: $0, count: 4) }
        view.apply(
            .preview(
                Preview(
                    step: 1, steps: 25, timestep: 9, content: .both, costMicroseconds: 1, remainingMilliseconds: 1,
                    count: 2, width: 2, height: 2, channels: 1, pixels: pixels)), of: 0, at: .zero)
        #expect(view.pictures.map { $0.bytes[0] } == [1, 3, 2, 4])
    }

    @Test func `a question takes the place of the status`() {
        var view = view([Self.preview(step: 3)])
        view.ask("Well?")
        #expect(plain(view) == "Well?")
        view.ask(nil)
        #expect(plain(view).contains("step  3/25"))
    }
}
