import Testing

@testable import Gateway

struct PassPhraseTests {
    private static let cheap = PassPhrase.Costs(logRounds: 4, blockSize: 8, parallelism: 1)

    /// RFC 7914, section 12: scrypt("password", "NaCl", N=1024, r=8, p=16), of 64 bytes; its first 32 are those of a key of 32.
    /// Computed by Python: base64 of hashlib.scrypt(b"password", salt=b"NaCl", n=1024, r=8, p=16, dklen=32).
    @Test func isScryptOfTheRFC() {
        let secret = "$scrypt$ln=10,r=8,p=16$TmFDbA==$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWI="
        #expect(PassPhrase.isRight("password", for: secret))
        #expect(!PassPhrase.isRight("passwork", for: secret))
    }

    @Test func everySecretHasASaltOfItsOwn() throws {
        let secrets = try (0..<3).map { _ in try PassPhrase.secret(of: "correct horse", costs: Self.cheap) }
        #expect(Set(secrets).count == 3)
        for secret in secrets {
            #expect(PassPhrase.isRight("correct horse", for: secret))
            #expect(!PassPhrase.isRight("correct horsf", for: secret))
            #expect(!PassPhrase.isRight("", for: secret))
        }
    }

    @Test(arguments: [
        ("", "at least 8"), ("short", "at least 8"), ("1234567", "at least 8"),
        (String(repeating: "a", count: 1001), "at most 1000"),
    ])
    func phrasesThatDoNotDoAreRefused(phrase: String, reason: String) {
        let problem = #expect(throws: Problem.self) { try PassPhrase.secret(of: phrase, costs: Self.cheap) }
        #expect(problem?.detail.contains(reason) == true)
    }

    @Test(arguments: [
        "", "$", "$scrypt$", "$scrypt$ln=4,r=8,p=1$AAAA$", "$scrypt$ln=40,r=8,p=1$AAAA$AAAA",
        "$scrypt$ln=4,r=8$AAAA$AAAA", "$bcrypt$ln=4,r=8,p=1$AAAA$AAAA", "$scrypt$ln=4,r=8,p=1$!$AAAA",
        "$scrypt$r=8,ln=4,p=1$AAAA$AAAA", "$scrypt$ln=4,r=8,p=1$AAAA$AAAA",
    ])
    func damagedSecretsLetNobodyIn(secret: String) {
        #expect(!PassPhrase.isRight("password", for: secret))
    }
}
