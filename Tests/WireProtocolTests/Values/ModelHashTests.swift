import Testing
import WireProtocol

struct ModelHashTests {
    @Test func hexadecimalFormAndBack() throws {
        let hash = try #require(ModelHash(bytes: Array(0..<32)))
        #expect(hash.description == "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
        #expect(ModelHash(hex: hash.description) == hash)
    }

    @Test(arguments: [0, 31, 33])
    func otherLengthsAreNoHash(_ count: Int) {
        #expect(ModelHash(bytes: Array(repeating: 0, count: count)) == nil)
        #expect(ModelHash(hex: String(repeating: "00", count: count)) == nil)
    }
}
