/// A part of a file that a request asks for (RFC 9110, section 14.1.2).
enum ByteRange: Equatable {
    case part(Range<Int>)
    /// Of several parts, in other units, or not understood: such a request is answered with everything.
    case whole
    /// Nothing of it is there.
    case beyond

    /// Reads the header `Range` of a request for a file of `count` bytes.
    static func read(_ header: String, of count: Int) -> ByteRange {
        let text = header.filter { $0 != " " && $0 != "\t" }
        guard text.lowercased().hasPrefix("bytes="), !text.contains(",") else { return .whole }
        let ends = text.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2, let first = number(ends[0]), let last = number(ends[1]) else { return .whole }
        switch (first, last) {
        case (nil, nil): return .whole
        case (nil, let length?):
            return length == 0 || count == 0 ? .beyond : .part(max(0, count - length)..<count)
        case (let first?, let last):
            if let last, last < first { return .whole }
            return first >= count ? .beyond : .part(first..<min(count, (last ?? count - 1) + 1))
        }
    }

    /// nil for what is no number, nil inside for nothing; what is too large for a number is as large as can be counted from.
    private static func number(_ text: Substring) -> Int?? {
        guard !text.isEmpty else { return .some(nil) }
        guard text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else { return nil }
        return .some(min(Int(text) ?? .max, .max - 1))
    }
}
