/// The pieces of words that the encoder knows, by number: `vocab.txt`, one a line. Pieces inside a word begin with `##`.
///
/// Kept as the file's bytes and a hash table of numbers: one megabyte for 30,000 pieces, compared byte by byte, where
/// Swift's strings would take different spellings of one character for the same.
package struct Vocabulary: Sendable {
    private let bytes: [UInt8]
    /// Where each piece begins, and where the last one's line ends.
    private let starts: [Int32]
    /// Numbers by hash, -1 where none is; a power of two of them, at least half empty.
    private let slots: [Int32]
    private let longest: Int

    package var count: Int { starts.count - 1 }

    static let maximumBytes = 16 << 20
    static let maximumPieceBytes = 512

    /// Reads `vocab.txt`. The error names the line that is wrong.
    package init(_ file: [UInt8]) throws(TextModelError) {
        guard file.count <= Self.maximumBytes else { throw .vocabulary("it is larger than \(Self.maximumBytes) bytes") }
        guard String(validating: file, as: UTF8.self) != nil else { throw .vocabulary("it is not UTF-8 text") }
        var bytes = file
        if bytes.last != Self.lineEnd { bytes.append(Self.lineEnd) }
        var starts: [Int32] = [0]
        var longest = 0
        for (index, byte) in bytes.enumerated() where byte == Self.lineEnd {
            let length = index - Int(starts[starts.count - 1])
            guard length > 0 else { throw .vocabulary("line \(starts.count) is empty") }
            guard length <= Self.maximumPieceBytes else { throw .vocabulary("line \(starts.count) is too long") }
            longest = max(longest, length)
            starts.append(Int32(index + 1))
        }
        var size = 16
        while size < 2 * starts.count { size *= 2 }
        (self.bytes, self.starts, self.longest) = (bytes, starts, longest)
        var slots = [Int32](repeating: -1, count: size)
        for number in 0..<starts.count - 1 {
            let piece = bytes[Int(starts[number])..<Int(starts[number + 1]) - 1]
            var slot = Self.hash(piece) & (size - 1)
            while slots[slot] >= 0 {
                let other = Int(slots[slot])
                guard bytes[Int(starts[other])..<Int(starts[other + 1]) - 1] != piece else {
                    throw .vocabulary("line \(number + 1) repeats line \(other + 1)")
                }
                slot = (slot + 1) & (size - 1)
            }
            slots[slot] = Int32(number)
        }
        self.slots = slots
    }

    /// The number of a whole piece.
    func number(of piece: String) -> Int32? {
        let piece = Array(piece.utf8)
        return number(hash: Self.hash(piece[...]), prefix: [], piece: piece[...])
    }

    /// The longest piece that `rest` begins with. Nil if there is none.
    func longestPiece(in rest: ArraySlice<UInt8>, insideWord: Bool) -> (number: Int32, length: Int)? {
        let prefix = insideWord ? Self.continuation : []
        var hash = prefix.reduce(Self.offset, Self.step)
        var hashes: [Int] = []
        hashes.reserveCapacity(rest.count)
        for byte in rest.prefix(max(longest - prefix.count, 0)) {
            hash = Self.step(hash, byte)
            hashes.append(Self.fold(hash))
        }
        for length in stride(from: hashes.count, to: 0, by: -1) {
            if let number = number(hash: hashes[length - 1], prefix: prefix, piece: rest.prefix(length)) {
                return (number, length)
            }
        }
        return nil
    }

    private func number(hash: Int, prefix: [UInt8], piece: ArraySlice<UInt8>) -> Int32? {
        var slot = hash & (slots.count - 1)
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            let known = bytes[Int(starts[number])..<Int(starts[number + 1]) - 1]
            if known.count == prefix.count + piece.count, known.starts(with: prefix),
                known.dropFirst(prefix.count).elementsEqual(piece)
            {
                return slots[slot]
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// FNV-1a (Fowler, Noll, Vo): the same in every run, unlike Swift's own hashes.
    private static func hash(_ piece: ArraySlice<UInt8>) -> Int { fold(piece.reduce(offset, step)) }
    private static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    private static func fold(_ hash: UInt64) -> Int { Int(hash >> 32 ^ hash & 0xffff_ffff) }
    private static let offset: UInt64 = 0xcbf2_9ce4_8422_2325

    private static let continuation = Array("##".utf8)
    private static let lineEnd = UInt8(ascii: "\n")
}
