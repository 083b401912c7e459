import Foundation
import TestSupport
import Testing
import WireProtocol
import WireTransport

struct TokenTests {
    private static let text = String(repeating: "0123456789abcdef", count: 2)

    /// Proofs that Python's hmac made (Protocol/vectors/make.py).
    @Test func proofsAreTheVectors() throws {
        struct File: Decodable {
            let vectors: [Vector]
        }
        struct Vector: Decodable {
            let token, clientNonce, serverNonce, binding, clientProof, serverProof: String
        }
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(
                path: "Protocol/vectors/authentication.json")
        let vectors = try JSONDecoder().decode(File.self, from: Data(contentsOf: path)).vectors
        #expect(vectors.count == 3)
        for vector in vectors {
            let token = try Token(vector.token)
            let occasion = Token.Occasion(
                clientNonce: Nonce(value: try #require(UInt128(vector.clientNonce, radix: 16))),
                serverNonce: Nonce(value: try #require(UInt128(vector.serverNonce, radix: 16))),
                binding: Fingerprint(hex: vector.binding))
            let (client, server) = (token.proof(of: .client, on: occasion), token.proof(of: .server, on: occasion))
            #expect(Hexadecimal.text(client.bytes) == vector.clientProof)
            #expect(Hexadecimal.text(server.bytes) == vector.serverProof)
            #expect(
                token.isValid(client, of: .client, on: occasion) && token.isValid(server, of: .server, on: occasion))
            #expect(!token.isValid(client, of: .server, on: occasion))
        }
    }

    @Test func aProofHoldsForItsOccasionAndTokenAlone() throws {
        let token = try Token(Self.text)
        let occasion = Token.Occasion(clientNonce: Nonce(value: 1), serverNonce: Nonce(value: 2), binding: nil)
        let proof = token.proof(of: .client, on: occasion)
        var others = [occasion, occasion, occasion]
        others[0].clientNonce = Nonce(value: 3)
        others[1].serverNonce = Nonce(value: 3)
        others[2].binding[31] = 1
        for other in others { #expect(!token.isValid(proof, of: .client, on: other)) }
        #expect(!(try Token(Self.text + "!").isValid(proof, of: .client, on: occasion)))
        for bit in 0..<256 {
            var bytes = proof.bytes
            bytes[bit / 8] ^= 1 << (bit % 8)
            #expect(!token.isValid(try #require(Proof(bytes: bytes)), of: .client, on: occasion))
        }
    }

    @Test func whiteSpaceAtTheEndsDoesNotCountAndInsideDoes() throws {
        let occasion = Token.Occasion(clientNonce: Nonce(value: 1), serverNonce: Nonce(value: 2), binding: nil)
        let proof = try Token(Self.text).proof(of: .client, on: occasion)
        #expect(try Token(" \n\(Self.text)\r\n").proof(of: .client, on: occasion) == proof)
        #expect(try Token(Self.text + " x").proof(of: .client, on: occasion) != proof)
    }

    @Test(arguments: ["", "   ", "short", " \(String(repeating: "x", count: 31)) "])
    func whatIsTooShortIsRefused(_ text: String) {
        #expect(throws: SecurityError.tokenTooShort) { try Token(text) }
    }

    @Test func aFileIsTheOwnersAlone() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("token")
        #expect(throws: SecurityError.unreadable(path: path, reason: "No such file or directory")) {
            try Token(file: path)
        }
        try Data((Self.text + "\n").utf8).write(to: URL(filePath: path))
        for mode in [0o644, 0o640, 0o604, 0o660, 0o777] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            #expect(throws: SecurityError.readableByOthers(path: path)) { try Token(file: path) }
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        let occasion = Token.Occasion(clientNonce: Nonce(value: 1), serverNonce: Nonce(value: 2), binding: nil)
        #expect(
            try Token(file: path).proof(of: .client, on: occasion) == Token(Self.text).proof(of: .client, on: occasion))
        try Data("too short".utf8).write(to: URL(filePath: path))
        #expect(throws: SecurityError.noToken(path: path)) { try Token(file: path) }
        #expect(throws: SecurityError.self) { try Token(file: folder.path) }
    }
}
