/// Where a page ended, so that the next one begins there: the last picture's place in the order, whatever was saved or
/// deleted in between. As a text it is what the HTTP interface hands out and takes back.
package enum ImageCursor: Sendable, Equatable {
    case created(Int64, id: Int64)
    case caption([UInt8], id: Int64)
    /// In the random order of the pictures up to the id `size`.
    case shuffle(size: Int64, place: Int64)
    /// In the order of a search, which is made anew each time.
    case rank(Int)

    package var description: String {
        switch self {
        case .created(let created, let id): "c.\(created).\(id)"
        case .caption(let key, let id):
            "n.\(key.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()).\(id)"
        case .shuffle(let size, let place): "s.\(size).\(place)"
        case .rank(let rank): "r.\(rank)"
        }
    }

    /// nil for a text that is none.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 600, let kind = parts.first, let last = parts.last.flatMap({ Int64($0) }) else {
            return nil
        }
        switch (kind, parts.count) {
        case ("c", 3):
            guard let created = Int64(parts[1]) else { return nil }
            self = .created(created, id: last)
        case ("n", 3):
            guard let key = Self.bytes(hexadecimal: parts[1].utf8) else { return nil }
            self = .caption(key, id: last)
        case ("s", 3):
            guard let size = Int64(parts[1]), size >= 0, last >= 0 else { return nil }
            self = .shuffle(size: size, place: last)
        case ("r", 2):
            guard (0...Int64(Int32.max)).contains(last) else { return nil }
            self = .rank(Int(last))
        default: return nil
        }
    }

    private static func bytes(hexadecimal digits: some Collection<UInt8>) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var rest = Array(digits)[...]
        var bytes: [UInt8] = []
        while !rest.isEmpty {
            guard let byte = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
