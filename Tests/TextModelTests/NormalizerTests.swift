import Testing

@testable import TextModel

@Suite struct NormalizerTests {
    @Test("Every character of Unicode becomes what the reference makes of it")
    func everyCharacter() throws {
        let golden = try Goldens.bytes("characters.bin")
        let normalizer = Normalizer()
        try #require(golden.count == 8 * 272)
        for block in 0..<272 {
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for character in UInt32(block * 4096)..<UInt32(block * 4096 + 4096) {
                guard let scalar = Unicode.Scalar(character) else { continue }
                var normalized = String.UnicodeScalarView()
                normalized += normalizer.normalized(CollectionOfOne(scalar)).compactMap(Unicode.Scalar.init)
                for byte in Array(String(normalized).utf8) + [0xff] {
                    hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
                }
            }
            let expected = (0..<8).reduce(UInt64(0)) { $0 | UInt64(golden[8 * block + $1]) << (8 * $1) }
            #expect(hash == expected, "U+\(String(block * 4096, radix: 16))...")
        }
    }

    @Test(
        "Marks are sorted by combining class, those of one class stay in order, and a starter keeps them apart",
        arguments: [
            // U+302E (224) and U+1D165 (216) stay, U+0301 is an accent, U+093E a starter that stays, U+0C46 one that goes.
            ([0x61, 0x302e, 0x1d165], [0x61, 0x1d165, 0x302e]),
            ([0x61, 0x302f, 0x0301, 0x302e], [0x61, 0x302f, 0x302e]),
            ([0x61, 0x302e, 0x093e, 0x1d165], [0x61, 0x302e, 0x093e, 0x1d165]),
            ([0x61, 0x302e, 0x0c46, 0x1d165], [0x61, 0x302e, 0x1d165]),
            ([0x302e, 0x20, 0x1d165], [0x302e, 0x20, 0x1d165]),
        ] as [([UInt32], [UInt32])])
    func order(text: [UInt32], expected: [UInt32]) {
        #expect(Normalizer().normalized(text.compactMap(Unicode.Scalar.init)) == expected)
    }
}
