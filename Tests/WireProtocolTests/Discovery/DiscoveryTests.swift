import Foundation
import NIOCore
import Testing
import WireProtocol

@Suite struct DiscoveryTests {
    private struct Vectors: Decodable {
        struct Query: Decodable {
            let nonce: String
            let datagram: String
        }

        struct Answer: Decodable {
            let nonce: String
            let port: UInt16
            let token: Bool
            let tls: Bool
            let host: String
            let server: String
            let datagram: String
        }

        let queries: [Query]
        let answers: [Answer]
        /// Datagrams that are neither.
        let malformed: [String]
    }

    private static func vectors() throws -> Vectors {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "Protocol/vectors/discovery.json")
        return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
    }

    private static func bytes(_ hex: String) -> ByteBuffer {
        let digits = Array(hex)
        return ByteBuffer(
            bytes: stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
        )
    }

    @Test func `datagrams are those of the specification`() throws {
        let vectors = try Self.vectors()
        #expect(vectors.queries.count >= 2 && vectors.answers.count >= 3)
        for query in vectors.queries {
            let expected = DiscoveryQuery(nonce: try #require(UInt64(query.nonce)))
            #expect(expected.datagram == Self.bytes(query.datagram))
            #expect(DiscoveryQuery(Self.bytes(query.datagram)) == expected)
            #expect(DiscoveryAnswer(Self.bytes(query.datagram)) == nil)
        }
        for answer in vectors.answers {
            let expected = DiscoveryAnswer(
                nonce: try #require(UInt64(answer.nonce)), port: answer.port, asksForToken: answer.token,
                speaksTLS: answer.tls, host: answer.host, server: answer.server)
            #expect(expected.datagram == Self.bytes(answer.datagram))
            #expect(DiscoveryAnswer(Self.bytes(answer.datagram)) == expected)
            #expect(DiscoveryQuery(Self.bytes(answer.datagram)) == nil)
        }
    }

    @Test func `what is neither is neither`() throws {
        let vectors = try Self.vectors()
        #expect(vectors.malformed.count >= 10)
        for datagram in vectors.malformed {
            #expect(DiscoveryQuery(Self.bytes(datagram)) == nil, "\(datagram)")
            #expect(DiscoveryAnswer(Self.bytes(datagram)) == nil, "\(datagram)")
        }
        for vector in vectors.answers {
            let whole = Self.bytes(vector.datagram)
            for length in 0..<whole.readableBytes {
                #expect(DiscoveryAnswer(try #require(whole.getSlice(at: 0, length: length))) == nil)
            }
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `random datagrams do no harm`(seed: UInt64) {
        var state = seed &* 2 &+ 1
        var bytes = Array("RVRD".utf8) + [1, UInt8(seed % 3)]
        for _ in 0..<Int(seed) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes.append(UInt8(state >> 56))
        }
        _ = DiscoveryQuery(ByteBuffer(bytes: bytes))
        _ = DiscoveryAnswer(ByteBuffer(bytes: bytes))
    }

    @Test func `no answer is longer than its question`() {
        let long = String(repeating: "👢", count: 100)
        let answer = DiscoveryAnswer(nonce: 1, port: 1, asksForToken: true, speaksTLS: true, host: long, server: long)
        #expect(answer.host.utf8.count <= DiscoveryAnswer.maximumTextBytes && answer.host.hasPrefix("👢"))
        #expect(answer.datagram.readableBytes < DiscoveryQuery.byteCount)
    }
}
