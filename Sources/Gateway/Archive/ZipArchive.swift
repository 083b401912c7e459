/// A ZIP file (PKWARE APPNOTE 6.3.10) whose files are stored as they are: PNGs do not get smaller. It is written from the
/// first byte to the last, and its length is known beforehand.
struct ZipArchive: Sendable {
    struct File: Sendable, Equatable {
        /// Without folders.
        var name: String
        var size: Int
        /// Milliseconds since 1970.
        var modified: Int64
    }

    /// Beyond this the format needs its 64-bit extension, which is not written.
    static let maximumFiles = 65_534
    static let maximumBytes = Int(UInt32.max) - 1

    let files: [File]
    /// Of the whole archive.
    let byteCount: Int

    /// nil for more than a ZIP file without extensions holds.
    init?(_ files: [File]) {
        let overhead = files.reduce(Self.endLength) { sum, file in
            sum + Self.headerLength + Self.entryLength + 2 * file.name.utf8.count
        }
        let sizes = files.reduce(0) { sum, file in min(sum + max(0, min(file.size, Self.maximumBytes)), 1 << 60) }
        guard files.count <= Self.maximumFiles, overhead + sizes <= Self.maximumBytes,
            files.allSatisfy({ $0.size >= 0 && $0.size <= Self.maximumBytes && $0.name.utf8.count <= 0xFFFF })
        else { return nil }
        self.files = files
        byteCount = overhead + sizes
    }

    /// What comes before the bytes of a file (section 4.3.7).
    func header(_ index: Int, crc: UInt32) -> [UInt8] {
        [0x50, 0x4B, 0x03, 0x04] + common(index, crc) + Array(files[index].name.utf8)
    }

    /// What comes behind the last file (sections 4.3.12 and 4.3.16).
    func directory(crcs: [UInt32]) -> [UInt8] {
        var bytes: [UInt8] = []
        var offset = 0
        for (index, crc) in crcs.enumerated() {
            let name = Array(files[index].name.utf8)
            // Made on Unix by version 2.0; no comment, first disk, no attributes but those of a file that all may read.
            bytes += [0x50, 0x4B, 0x01, 0x02, 20, 3] + common(index, crc) + little(0, 6)
            bytes += little(0o100644 << 16, 4) + little(offset, 4) + name
            offset += Self.headerLength + name.count + files[index].size
        }
        let count = little(crcs.count, 2)
        let end: [[UInt8]] = [
            [0x50, 0x4B, 0x05, 0x06, 0, 0, 0, 0], count, count, little(bytes.count, 4), little(offset, 4), [0, 0],
        ]
        return bytes + end.joined()
    }

    private static let headerLength = 30
    private static let entryLength = 46
    private static let endLength = 22

    /// What a file's header and its entry in the directory have in common: version 2.0 to extract, names in UTF-8, stored,
    /// time, checksum, sizes packed and unpacked, lengths of the name and of the extra field.
    private func common(_ index: Int, _ crc: UInt32) -> [UInt8] {
        let file = files[index]
        let fields: [[UInt8]] = [
            [20, 0, 0x00, 0x08, 0, 0], DOSTime(file.modified).bytes, little(Int(crc), 4), little(file.size, 4),
            little(file.size, 4), little(file.name.utf8.count, 2), [0, 0],
        ]
        return Array(fields.joined())
    }
}

/// `count` bytes of `value`, the lowest first.
private func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// A time as ZIP files have it: two seconds are the smallest step, 1980 is the first year. In UTC, since the archive does
/// not know where it is read.
private struct DOSTime {
    let bytes: [UInt8]

    init(_ milliseconds: Int64) {
        let seconds = max(315_532_800, min(milliseconds / 1000, 4_354_819_198))
        let (days, second) = (Int(seconds / 86_400), Int(seconds % 86_400))
        let (year, month, day) = Self.date(days)
        let time = (second / 3600) << 11 | (second / 60 % 60) << 5 | (second % 60) / 2
        bytes = little(time, 2) + little((year - 1980) << 9 | month << 5 | day, 2)
    }

    /// The Gregorian date of a day since 1970 (Hinnant, "chrono-compatible low-level date algorithms").
    private static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
