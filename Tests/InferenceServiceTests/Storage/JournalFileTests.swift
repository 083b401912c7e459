import NIOCore
import Testing
import WireProtocol

@testable import InferenceService

@Suite struct JournalFileTests {
    private static let records: [JournalRecord] = [
        .accepted(Samples.accepted(1)),
        .accepted(Samples.accepted(2, prompt: String(repeating: "é🦊", count: 300))),
        .ended(Samples.ended(1, bytes: 784, time: 77)),
        .ended(
            EndedJob(
                id: Samples.id(2), outcome: .cancelled(Cancelled(step: 3, milliseconds: 12)), resultBytes: 0, time: 78)),
        .evicted(Samples.id(1)),
        .accepted(Samples.accepted(3)),
        .ended(
            EndedJob(
                id: Samples.id(3), outcome: .failed(Failed(code: .internal, retryable: true, message: "Too bad.")),
                resultBytes: 0, time: 79)),
    ]

    private static func file(_ records: [JournalRecord] = records) throws -> [UInt8] {
        JournalFile.header + (try JournalFile.encode(records))
    }

    @Test func whatAServerOfVersion2WroteIsRead() throws {
        let accepted = Samples.accepted(1)
        var payload = ByteBuffer(integer: UInt8(1))
        payload.writeInteger(accepted.id.value)
        payload.writeInteger(accepted.time)
        payload.writeInteger(UInt32(accepted.client.utf8.count))
        payload.writeString(accepted.client)
        payload.writeBytes(accepted.model.bytes)
        payload.writeInteger(accepted.request.idempotencyKey.value)
        payload.writeBytes([0, 1, 0, 0, 0])
        payload.writeBytes(accepted.request.recipe.bytes)
        #expect(try JournalRecord(decoding: payload) == .accepted(accepted))
    }

    @Test func whatWasWrittenIsRead() throws {
        #expect(try JournalFile.decode(Self.file()) == JournalFile.Contents(records: Self.records))
        #expect(JournalFile.decode([]) == JournalFile.Contents())
    }

    @Test func aFileThatEndsAnywhereGivesTheRecordsBeforeIt() throws {
        let file = try Self.file()
        var lengths: [Int] = []
        for count in 0...Self.records.count { lengths.append(try Self.file(Array(Self.records.prefix(count))).count) }
        for end in 0..<file.count {
            let contents = try #require(JournalFile.decode(Array(file.prefix(end))))
            let whole = max(0, lengths.count { $0 <= end } - 1)
            #expect(contents.records == Array(Self.records.prefix(whole)))
            #expect(contents.damagedBytes == 0)
            #expect(contents.tornBytes == (end < JournalFile.header.count ? end : end - lengths[whole]))
        }
    }

    /// A flipped bit costs the record that it is in, and no other.
    @Test func aFlippedBitIsFoundAndTheRestIsRead() throws {
        let file = try Self.file()
        var position = JournalFile.header.count
        for (index, record) in Self.records.enumerated() {
            let size = try JournalFile.encode([record]).count
            for offset in stride(from: 0, to: size, by: size > 600 ? 37 : 3) {
                var bytes = file
                bytes[position + offset] ^= 1 << UInt8(offset % 8)
                let contents = try #require(JournalFile.decode(bytes))
                var others = Self.records
                others.remove(at: index)
                #expect(contents.records == others)
                #expect(contents.damagedBytes + contents.tornBytes == size)
                #expect((contents.tornBytes == 0) == (index < Self.records.count - 1))
            }
            position += size
        }
    }

    @Test func otherFilesAndOtherVersionsAreNotTakenForJournals() throws {
        #expect(JournalFile.decode(Array("SQLite format 3\u{0}".utf8)) == nil)
        #expect(JournalFile.decode(Array("reverie jobs 2\n".utf8)) == nil)
    }

    /// Lengths and counts of any size, and records of kinds that nobody knows, are damage and nothing worse.
    @Test func randomBytesAreReadAsDamage() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let noise = (0..<Int.random(in: 1...200)).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let contents = try #require(
                JournalFile.decode(
                    try Self.file(Array(Self.records.prefix(2))) + noise + JournalFile.encode([Self.records[4]])))
            #expect(contents.records == [Self.records[0], Self.records[1], Self.records[4]])
            #expect(contents.damagedBytes == noise.count)
        }
    }
}
