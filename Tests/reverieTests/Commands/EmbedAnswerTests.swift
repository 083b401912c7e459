import Foundation
import Testing
import WireProtocol

@testable import reverie

@Suite struct EmbedAnswerTests {
    private func answer() throws -> EmbedAnswer {
        let hash = try #require(ModelHash(bytes: [UInt8](repeating: 7, count: 32)))
        return EmbedAnswer(
            ["coat", "a\nlong one"],
            Embeddings(
                encoder: hash, width: 2,
                vectors: [.init(truncated: false, values: [0.6, -0.8]), .init(truncated: true, values: [1, 0])]))
    }

    @Test func aLineAVector() throws {
        #expect(try answer().lines == "0.6 -0.8\n1.0 0.0\n")
        #expect(try answer().notes == ["Only the beginning was read of “a long one…”."])
    }

    @Test func jsonHasTheTextsAndTheEncoder() throws {
        let object = try JSONSerialization.jsonObject(with: Data(try answer().report.line.utf8)) as? [String: Any]
        #expect(object?["encoder"] as? String == String(repeating: "07", count: 32))
        #expect(object?["width"] as? Int == 2)
        let embeddings = try #require(object?["embeddings"] as? [[String: Any]])
        #expect(embeddings.map { $0["text"] as? String } == ["coat", "a\nlong one"])
        #expect(embeddings.map { $0["truncated"] as? Bool } == [false, true])
        #expect(embeddings.first?["vector"] as? [Double] == [0.6, -0.8])
    }
}
