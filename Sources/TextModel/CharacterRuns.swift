/// Characters and what is known of each, as ascending ranges that are searched in halves.
///
/// Written as hexadecimal words: `9-d` are members; `8d4-8e1:e6` have the value e6; `41-5a>61` have values that count up
/// with them, `c0-c5=61` one value; `460-480/2>461` is every second character; `9cb=9c7.9be` has two values.
struct CharacterRuns: Sendable {
    struct Run: Sendable {
        fileprivate(set) var first: UInt32 = 0
        fileprivate(set) var last: UInt32 = 0
        fileprivate(set) var stride: UInt32 = 1
        fileprivate(set) var isRising = false
        fileprivate(set) var values: [UInt32] = []
    }

    private let runs: [Run]

    init(_ text: String) {
        runs = text.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }.map(Run.init)
            .sorted { $0.first < $1.first }
    }

    func contains(_ character: UInt32) -> Bool { run(of: character) != nil }

    /// The first value of a character, nil for strangers and members without a value.
    func value(of character: UInt32) -> UInt32? { run(of: character)?.values.first }

    /// Calls `body` with each value of the character; false for a stranger.
    func forEachValue(of character: UInt32, _ body: (UInt32) -> Void) -> Bool {
        guard let run = run(of: character) else { return false }
        let risen = run.isRising ? character - run.first : 0
        for value in run.values { body(value + risen) }
        return true
    }

    private func run(of character: UInt32) -> Run? {
        var (low, high) = (0, runs.count)
        while low < high {
            let middle = (low + high) / 2
            let run = runs[middle]
            if character < run.first {
                high = middle
            } else if character > run.last {
                low = middle + 1
            } else {
                return (character - run.first) % run.stride == 0 ? run : nil
            }
        }
        return nil
    }
}

extension CharacterRuns.Run {
    fileprivate init(_ word: Substring.UTF8View) {
        var number: UInt32 = 0
        var separator: UInt8?
        for byte in word {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            default:
                take(number, after: separator)
                (number, separator) = (0, byte)
            }
        }
        take(number, after: separator)
    }

    private mutating func take(_ number: UInt32, after separator: UInt8?) {
        switch separator {
        case nil: (first, last) = (number, number)
        case UInt8(ascii: "-"): last = number
        case UInt8(ascii: "/"): stride = max(number, 1)
        default:
            isRising = isRising || separator == UInt8(ascii: ">")
            values.append(number)
        }
    }
}
