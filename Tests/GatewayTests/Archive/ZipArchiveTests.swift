import ImageCoding
import Testing

@testable import Gateway

struct ZipArchiveTests {
    private func bytes(_ archive: ZipArchive, _ contents: [[UInt8]]) -> [UInt8] {
        let crcs = contents.map(Zlib.crc32)
        let files = contents.indices.flatMap { archive.header($0, crc: crcs[$0]) + contents[$0] }
        return files + archive.directory(crcs: crcs)
    }

    @Test(arguments: [0, 1, 2, 300])
    func isAsLongAsItSaid(count: Int) throws {
        let contents = (0..<count).map { [UInt8](repeating: UInt8($0 & 255), count: $0 * 3) }
        let archive = try #require(
            ZipArchive(
                contents.enumerated().map { .init(name: "Stiefel 👢 \($0).png", size: $1.count, modified: 0) }))
        #expect(bytes(archive, contents).count == archive.byteCount)
    }

    /// Every byte, by hand from APPNOTE 6.3.10; CRC-32 of "abc" is 352441C2. 1700000000 is 2023-11-14 22:13:20 UTC.
    @Test func oneFileByteByByte() throws {
        let archive = try #require(ZipArchive([.init(name: "é", size: 3, modified: 1_700_000_000_000)]))
        let common: [UInt8] = [
            20, 0, 0, 8, 0, 0, 0xAA, 0xB1, 0x6E, 0x57, 0xC2, 0x41, 0x24, 0x35, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0,
        ]
        let entry: [UInt8] =
            [0x50, 0x4B, 1, 2, 20, 3] + common + [0, 0, 0, 0, 0, 0, 0, 0, 0xA4, 0x81, 0, 0, 0, 0, 0xC3, 0xA9]
        let expected: [UInt8] =
            [0x50, 0x4B, 3, 4] + common + [0xC3, 0xA9, 0x61, 0x62, 0x63] + entry
            + [0x50, 0x4B, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, 48, 0, 0, 0, 35, 0, 0, 0, 0, 0]
        #expect(bytes(archive, [Array("abc".utf8)]) == expected)
    }

    @Test func moreThanTheFormatHoldsIsRefused() {
        #expect(ZipArchive([.init(name: "a", size: Int(UInt32.max), modified: 0)]) == nil)
        #expect(ZipArchive([.init(name: "a", size: -1, modified: 0)]) == nil)
        #expect(ZipArchive([.init(name: "a", size: .max, modified: .max)]) == nil)
        #expect(
            ZipArchive([.init(name: "a", size: 1 << 31, modified: 0), .init(name: "b", size: 1 << 31, modified: .min)])
                == nil)
        let file = ZipArchive.File(name: "a", size: 0, modified: 0)
        #expect(ZipArchive([ZipArchive.File](repeating: file, count: 65_535)) == nil)
        #expect(ZipArchive([ZipArchive.File](repeating: file, count: 65_534)) != nil)
    }
}
