import Testing

@testable import InferenceService

@Suite struct CRC32Tests {
    /// `python3 -c 'import zlib; print(*[hex(zlib.crc32(s)) for s in (b"", b"123456789", bytes(range(256)))])'`
    @Test func agreesWithZlib() {
        #expect(CRC32.checksum([UInt8]()) == 0)
        #expect(CRC32.checksum("123456789".utf8) == 0xCBF4_3926)
        #expect(CRC32.checksum((0...255).map { UInt8($0) }) == 0x2905_8C73)
    }
}
