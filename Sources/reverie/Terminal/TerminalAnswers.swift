import ImageCoding

/// What a terminal answers when it is asked what it can show. A pure value: bytes go in as they come.
struct TerminalAnswers: Equatable, Sendable {
    private(set) var speaksKitty = false
    private(set) var showsSixels = false
    private(set) var showsTrueColour = false
    /// As the terminal calls itself, with its version.
    private(set) var name: String?
    /// Of a character cell, in pixels.
    private(set) var cell: CellSize?
    /// Whether the answer has come that every terminal gives, and gives last.
    private(set) var isComplete = false

    private var pending: [UInt8] = []

    /// What to write. The last question is the one that every terminal answers (DA1), so that there is no need to wait for
    /// answers that never come.
    static let questions =
        KittyGraphics.question
        + "\u{1B}[>0q"  // XTVERSION: what are you?
        + "\u{1B}[16t"  // XTWINOPS: how large is a cell?
        + "\u{1B}[48;2;1;2;3m\u{1B}P$qm\u{1B}\\\u{1B}[0m"  // DECRQSS: which colour did you take?
        + "\u{1B}[c"

    /// More than any answers take; what comes beyond them is not kept.
    private static let mostBytes = 4096

    mutating func take(_ bytes: [UInt8]) {
        pending += bytes
        while let sequence = nextSequence() { take(sequence) }
        if pending.count > Self.mostBytes { pending = [] }
    }

    private enum Sequence {
        /// Parameters and final byte.
        case control(String, final: UInt8)
        /// Introduced by `P` (device control) or `_` (application).
        case text(String, introducer: UInt8)
    }

    private mutating func take(_ sequence: Sequence) {
        switch sequence {
        case .control(let parameters, final: UInt8(ascii: "c")) where parameters.hasPrefix("?"):
            showsSixels = parameters.dropFirst().split(separator: ";").dropFirst().contains("4")
            isComplete = true
        case .control(let parameters, final: UInt8(ascii: "t")):
            let numbers = parameters.split(separator: ";").compactMap { Int($0) }
            guard numbers.count == 3, numbers[0] == 6 else { return }
            cell = CellSize(width: numbers[2], height: numbers[1])
        case .text(let text, introducer: UInt8(ascii: "_")):
            if KittyGraphics.isAnswer(text) { speaksKitty = true }
        case .text(let text, introducer: UInt8(ascii: "P")):
            if text.hasPrefix(">|") { name = String(text.dropFirst(2)).printable }
            guard text.hasPrefix("1$r") else { return }
            showsTrueColour = ["48:2:1:2:3", "48:2::1:2:3", "48;2;1;2;3"].contains { text.contains($0) }
        default: break
        }
    }

    /// Takes the next whole escape sequence out of what has come; what is none is dropped.
    private mutating func nextSequence() -> Sequence? {
        guard let start = pending.firstIndex(of: 0x1B) else {
            pending = []
            return nil
        }
        pending.removeFirst(start)
        guard pending.count >= 2 else { return nil }
        let introducer = pending[1]
        switch introducer {
        case UInt8(ascii: "["):
            guard let end = pending.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else { return nil }
            defer { pending.removeFirst(end + 1) }
            return .control(String(decoding: pending[2..<end], as: UTF8.self), final: pending[end])
        case UInt8(ascii: "P"), UInt8(ascii: "_"):
            guard
                let end = pending.indices.dropFirst(3).first(where: { pending[$0 - 1] == 0x1B && pending[$0] == 0x5C })
            else { return nil }
            defer { pending.removeFirst(end + 1) }
            return .text(String(decoding: pending[2..<end - 1], as: UTF8.self), introducer: introducer)
        default:
            pending.removeFirst(2)
            return nextSequence()
        }
    }
}

/// In pixels.
struct CellSize: Equatable, Sendable {
    var width: Int
    var height: Int

    /// nil for what no cell measures.
    init?(width: Int, height: Int) {
        guard (2...200).contains(width), (2...400).contains(height) else { return nil }
        self.width = width
        self.height = height
    }

    private init() {
        (width, height) = (8, 16)
    }

    /// Where the terminal does not tell.
    static let usual = CellSize()
}
