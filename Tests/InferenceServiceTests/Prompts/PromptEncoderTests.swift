import Foundation
import TestSupport
import Testing
import TextModel

@testable import InferenceService

@Suite struct PromptEncoderTests {
    private static let weights = URL(filePath: #filePath).appending(path: "../../../../weights").standardizedFileURL
        .path()

    @Test func theShippedEncoderTellsLikeFromUnlike() async throws {
        let encoder = try PromptEncoder.load(folder: try WeightsFolder.encoder(in: Self.weights))
        #expect(encoder.width == 384)
        func cosine(_ a: String, _ b: String) async -> Float {
            zip(await encoder.embedding(of: a).vector, await encoder.embedding(of: b).vector).reduce(0) {
                $0 + $1.0 * $1.1
            }
        }
        #expect(await cosine("a warm winter coat", "a thick jacket for cold days") > 0.6)
        #expect(await cosine("a warm winter coat", "the stock market fell sharply") < 0.2)
        // Remembered or not, it is the same vector.
        #expect(await encoder.embedding(of: "boots") == encoder.embedding(of: "boots"))
        #expect(await encoder.embedding(of: String(repeating: "boots ", count: 2_000)).isTruncated)
    }

    @Test func aSpoiltEncoderIsNamedWithWhatToDo() throws {
        let folder = try TemporaryFolder()
        try Data(#"{"format": "reverie-encoder/1"}"#.utf8).write(to: URL(filePath: folder.file("model.json")))
        #expect {
            try PromptEncoder.load(folder: folder.path)
        } throws: { error in
            "\(error)".contains(folder.path) && "\(error)".contains("Fetch")
        }
    }
}
