@testable import Catalogue

/// Pictures to save: their bytes only have to differ, the catalogue never looks into them.
enum Samples {
    static func hash(_ number: Int) throws -> PictureHash {
        let digits = String(number, radix: 16)
        return try PictureHash(String(repeating: "0", count: 64 - digits.count) + digits)
    }

    static func png(_ number: Int) -> [UInt8] { Array("picture \(number)".utf8) }
}

extension Catalogue {
    @discardableResult
    func saveSample(_ number: Int, _ caption: String, prompt: String = "ankle boot") async throws -> (
        image: ImageRecord, isNew: Bool
    ) {
        try await save(
            png: Samples.png(number), hash: Samples.hash(number), caption: Caption(caption),
            recipe: #"{"prompt":"\#(prompt)","seed":7}"#, created: Int64(number))
    }
}
