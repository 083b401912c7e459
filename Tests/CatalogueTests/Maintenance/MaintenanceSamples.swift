import DurableFiles
import GRDB
import TestSupport

@testable import Catalogue

extension Samples {
    /// Knows what `png` makes, and that alone.
    static let reader = PictureReader(
        hash: { bytes in
            let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
            guard words.count == 2, words[0] == "picture", let number = Int(words[1]), let hash = try? hash(number)
            else { return "none" }
            return hash.description
        },
        entry: { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            guard text.hasPrefix("picture"), let caption = try? Caption("adopted \(text)") else { return nil }
            return (caption, #"{"prompt":"\#(text)"}"#)
        })

    static func check(_ folder: TemporaryFolder, files: any FileOperations = SystemFiles()) -> CatalogueCheck {
        CatalogueCheck(folder: folder.path, reader: reader, files: files)
    }

    static func fill(_ folder: TemporaryFolder, _ numbers: ClosedRange<Int>) async throws {
        let catalogue = try Catalogue(folder: folder.path)
        for number in numbers { try await catalogue.saveSample(number, "picture \(number)") }
        try catalogue.pool.close()
    }
}
