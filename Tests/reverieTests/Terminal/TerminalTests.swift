import Dispatch
import Foundation
import Testing

@testable import reverie

@Suite struct TerminalTests {
    /// Longer than a pipe takes at once, so that whoever draws is in the middle of it when the drawing ends.
    private static let drawing = String(repeating: "x", count: 200_000) + "!"

    @Test func `nothing is drawn before the beginning and after the end`() throws {
        let written = try written { terminal in
            try terminal.draw("early")
            try terminal.beginDrawing()
            try terminal.draw("drawn")
            terminal.endDrawing()
            try terminal.draw("late")
            try terminal.beginDrawing()
            try terminal.draw("later")
            terminal.endDrawing()
        }
        #expect(written == "\u{1B}[?25ldrawn\u{1B}[?2026l\n\u{1B}[?25h")
    }

    @Test func `after a pause it begins again, and nothing is drawn meanwhile`() throws {
        let written = try written { terminal in
            try terminal.beginDrawing()
            terminal.pauseDrawing()
            try terminal.draw("meanwhile")
            try terminal.beginDrawing()
            try terminal.draw("drawn")
            terminal.endDrawing()
        }
        #expect(written == "\u{1B}[?25l\u{1B}[?2026l\n\u{1B}[?25h\u{1B}[?25ldrawn\u{1B}[?2026l\n\u{1B}[?25h")
    }

    @Test func `the end waits for what is being drawn, and is the last`() throws {
        let written = try written { terminal in
            try terminal.beginDrawing()
            DispatchQueue.concurrentPerform(iterations: 8) { number in
                if number == 4 { terminal.endDrawing() } else { try? terminal.draw(Self.drawing) }
            }
        }
        #expect(written.hasSuffix("\u{1B}[?2026l\n\u{1B}[?25h"))
        // Each drawing is there whole or not at all.
        let drawn = written.dropFirst(6).dropLast(15)
        #expect(drawn.split(separator: "!").allSatisfy { $0.count == Self.drawing.count - 1 })
        #expect(drawn.isEmpty || drawn.hasSuffix("!"))
    }

    /// What is written to a terminal that cannot be asked for its settings.
    private func written(_ draw: (Terminal) throws -> Void) throws -> String {
        let pipe = Pipe()
        let reader = Reader(pipe.fileHandleForReading)
        let terminal = Terminal(Output(descriptor: pipe.fileHandleForWriting.fileDescriptor), hidesCursor: true)
        try draw(terminal)
        try pipe.fileHandleForWriting.close()
        return reader.text
    }

    /// Reads all that comes on a thread of its own.
    private final class Reader: @unchecked Sendable {
        private let done = DispatchSemaphore(value: 0)
        private var data = Data()

        init(_ file: FileHandle) {
            Thread.detachNewThread { [self] in
                data = (try? file.readToEnd()) ?? Data()
                done.signal()
            }
        }

        /// Once, when the other end is closed.
        var text: String {
            done.wait()
            return String(decoding: data, as: UTF8.self)
        }
    }
}
