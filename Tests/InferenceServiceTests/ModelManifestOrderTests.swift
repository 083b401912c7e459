import DiffusionModel
import Foundation
import Testing

@testable import InferenceService

@Suite struct ModelManifestOrderTests {
    private func manifest(_ folder: String) throws -> ModelManifest {
        let file = URL(filePath: #filePath).appending(path: "../../../\(folder)/model.json").standardizedFileURL
        return try ModelManifest(json: [UInt8](Data(contentsOf: file)))
    }

    @Test func theLargestPicturesAreOfferedFirst() throws {
        let shipped = try ["fashion", "photo", "studio-fast", "studio"].map { try manifest("weights/" + $0) }
        let offered = shipped.sorted { $0.isOffered(before: $1) }.map(\.name)
        #expect(offered == ["studio", "studio-fast", "photo", "fashion"])
    }

    @Test func equallyLargeOnesAreInTheOrderOfTheirNames() throws {
        // 32x32x3 both.
        let two = try ["Tests/DiffusionModelTests/Goldens/four-levels", "weights/photo"].map { try manifest($0) }
        #expect(two[0].isOffered(before: two[1]))
        #expect(!two[1].isOffered(before: two[0]))
        #expect(!two[0].isOffered(before: two[0]))
    }
}
