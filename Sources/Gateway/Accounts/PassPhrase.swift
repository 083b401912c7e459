import Crypto
import CryptoExtras
import FoundationEssentials

/// What is kept of a pass phrase: scrypt (RFC 7914) of it with a salt of its own, and the costs, so that they can be raised
/// later. In the PHC string format: `$scrypt$ln=15,r=8,p=3$<salt>$<key>`.
enum PassPhrase {
    static let shortest = 8
    static let longest = 1000

    struct Costs: Equatable {
        var logRounds = 15
        var blockSize = 8
        var parallelism = 3

        /// What OWASP's Password Storage Cheat Sheet names for 32 MB, which a Raspberry Pi has to spare.
        static let standard = Costs()
    }

    /// Throws a `Problem` (400) for a phrase that is too short or too long.
    static func secret(of phrase: String, costs: Costs = .standard) throws -> String {
        guard phrase.count >= shortest else {
            throw Problem.invalid(
                "passPhrase", "A pass phrase has at least \(shortest) characters: a few words are best.")
        }
        guard phrase.utf8.count <= longest else {
            throw Problem.invalid(
                "passPhrase", "A pass phrase has at most \(longest) bytes: take a shorter one, a few words are best.")
        }
        var random = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let key = try derive(phrase, salt: salt, costs)
        let parameters = "ln=\(costs.logRounds),r=\(costs.blockSize),p=\(costs.parallelism)"
        return "$scrypt$\(parameters)$\(Data(salt).base64EncodedString())$\(Data(key).base64EncodedString())"
    }

    /// Takes the same time for a right phrase and a wrong one.
    static func isRight(_ phrase: String, for secret: String) -> Bool {
        let parts = secret.split(separator: "$")
        guard phrase.utf8.count <= longest, parts.count == 4, parts[0] == "scrypt", let costs = Costs(parts[1]),
            let salt = Data(base64Encoded: String(parts[2])), let key = Data(base64Encoded: String(parts[3])),
            let derived = try? derive(phrase, salt: Array(salt), costs)
        else { return false }
        guard key.count == derived.count else { return false }
        return zip(key, derived).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// Of nobody's phrase: compared with where there is no account, so that nobody learns from the time which there are.
    static let nobodys = "$scrypt$ln=15,r=8,p=3$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

    private static func derive(_ phrase: String, salt: [UInt8], _ costs: Costs) throws -> [UInt8] {
        let bytes = Array(phrase.utf8)
        let key = try KDF.Scrypt.deriveKey(
            from: bytes, salt: salt, outputByteCount: 32, rounds: 1 << costs.logRounds, blockSize: costs.blockSize,
            parallelism: costs.parallelism)
        return key.withUnsafeBytes { Array($0) }
    }
}

extension PassPhrase.Costs {
    /// From `ln=15,r=8,p=3`; nil for others, and for what would take more than 1 GB.
    init?(_ text: some StringProtocol) {
        let values = text.split(separator: ",").map { $0.split(separator: "=") }
        guard values.map(\.first) == ["ln", "r", "p"],
            let numbers = Optional(values.compactMap { $0.last.flatMap { Int($0) } }), numbers.count == 3,
            (1...20).contains(numbers[0]), (1...8).contains(numbers[1]), (1...16).contains(numbers[2])
        else { return nil }
        self.init(logRounds: numbers[0], blockSize: numbers[1], parallelism: numbers[2])
    }
}
