import Testing

@testable import WeightFormat

@Suite struct SHA256Tests {
    private func hex(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { SHA256.hex($0) } }

    @Test("The standard's examples (FIPS 180-2, appendix B)")
    func examples() {
        #expect(hex([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(hex(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            hex(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8))
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    }

    /// Python: h = sha256(); for n in range(200): h.update(sha256(bytes(i % 251 for i in range(n))).hexdigest().encode())
    @Test("Every length around the block's ends, as Python's hashlib has it")
    func lengths() {
        let digests = (0..<200).flatMap { count in Array(hex((0..<count).map { UInt8($0 % 251) }).utf8) }
        #expect(hex(digests) == "7a38a844c9e159de39f0862ee2e28569a8250831150a3fbf0a59c001129b2fb2")
    }
}
