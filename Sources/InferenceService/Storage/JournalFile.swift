import NIOCore
import WireProtocol

/// The bytes of a journal: a line that names the format, then records.
///
///     length     u32   of the payload
///     checksum   u32   CRC-32 of the length field and the payload
///     payload    length bytes, see `JournalRecord`
enum JournalFile {
    static let header = Array("reverie jobs 1\n".utf8)

    /// A record holds at most a client's name and the largest SUBMIT.
    static let maximumPayload = 1 << 20

    /// What a journal was found to hold.
    struct Contents: Equatable {
        var records: [JournalRecord] = []
        /// Bytes at the end that are the beginning of a record: the process ended while it wrote it.
        var tornBytes = 0
        /// Bytes elsewhere that no record could be made of.
        var damagedBytes = 0
    }

    static func encode(_ records: some Sequence<JournalRecord>) throws(WireEncodingError) -> [UInt8] {
        var buffer = ByteBuffer()
        for record in records {
            var payload = ByteBuffer()
            try record.encode(into: &payload)
            let length = UInt32(clamping: payload.readableBytes)
            buffer.writeInteger(length)
            buffer.writeInteger(checksum(length: length, payload.readableBytesView))
            buffer.writeBuffer(&payload)
        }
        return Array(buffer.readableBytesView)
    }

    /// Reads whatever can be read. After bytes that are no record it looks for the next record, byte by byte.
    ///
    /// - Returns: nil if the bytes are no journal of this version. A file that ends within the header is an empty journal.
    static func decode(_ bytes: [UInt8]) -> Contents? {
        guard bytes.starts(with: header) else {
            return header.starts(with: bytes) ? Contents(tornBytes: bytes.count) : nil
        }
        var contents = Contents()
        var position = header.count
        var unreadable = 0
        while position < bytes.count {
            if let (record, size) = record(in: bytes[position...]) {
                contents.records.append(record)
                contents.damagedBytes += unreadable
                unreadable = 0
                position += size
            } else {
                unreadable += 1
                position += 1
            }
        }
        contents.tornBytes = unreadable
        return contents
    }

    private static func record(in bytes: ArraySlice<UInt8>) -> (JournalRecord, size: Int)? {
        var buffer = ByteBuffer(bytes: bytes.prefix(8))
        guard let length = buffer.readInteger(as: UInt32.self), let expected = buffer.readInteger(as: UInt32.self),
            length > 0, length <= maximumPayload, Int(length) <= bytes.count - 8
        else { return nil }
        let payload = bytes.dropFirst(8).prefix(Int(length))
        guard checksum(length: length, payload) == expected,
            let record = try? JournalRecord(decoding: ByteBuffer(bytes: payload))
        else { return nil }
        return (record, 8 + payload.count)
    }

    private static func checksum(length: UInt32, _ payload: some Sequence<UInt8>) -> UInt32 {
        let prefix = (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) }
        return CRC32.checksum([prefix, Array(payload)].joined())
    }
}
