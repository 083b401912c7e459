import ArgumentParser

/// Some of a sheet's pictures by their numbers: `2 5-7`, `2,5`, `all` or `none`.
struct Choice: Equatable, Sendable, ExpressibleByArgument {
    private enum Kind: Equatable, Sendable {
        case all
        case ranges([ClosedRange<Int>])
    }

    private let kind: Kind

    init?(argument: String) {
        let words = argument.lowercased().split { $0.isWhitespace || $0 == "," || $0 == ";" }
        if words == ["all"] || words == ["a"] {
            kind = .all
            return
        }
        if words.isEmpty || words == ["none"] || words == ["n"] {
            kind = .ranges([])
            return
        }
        var ranges: [ClosedRange<Int>] = []
        for word in words {
            let ends = word.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, first >= 1, first <= last
            else { return nil }
            ranges.append(first...last)
        }
        kind = .ranges(ranges)
    }

    /// Places from 0, ascending.
    ///
    /// - Throws: a number that there is not.
    func places(of count: Int) throws(CommandFailure) -> [UInt8] {
        switch kind {
        case .all: return (0..<count).map { UInt8(clamping: $0) }
        case .ranges(let ranges):
            if let range = ranges.first(where: { $0.upperBound > count }) {
                throw CommandFailure(.usage, "There is no picture \(range.upperBound): the sheet has \(count).")
            }
            return Set(ranges.flatMap { $0.map { UInt8(clamping: $0 - 1) } }).sorted()
        }
    }
}
