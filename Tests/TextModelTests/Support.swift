import Foundation
import TestSupport
import Testing

@testable import TextModel

/// The golden files, made by, in `weights/recipe`:
/// `python -m reverie_recipe.minilm_corpus ../../Tests/TextModelTests/Goldens` (texts and their numbers) and
/// `python -m reverie_recipe.minilm_goldens ../../Tests/TextModelTests/Goldens` (vectors).
enum Goldens {
    static func bytes(_ name: String) throws -> [UInt8] {
        let goldens = try #require(Bundle.module.url(forResource: "Goldens", withExtension: nil))
        return [UInt8](try Data(contentsOf: goldens.appending(path: name)))
    }

    /// One JSON string a line.
    static func texts(_ name: String) throws -> [String] {
        try bytes(name).split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(String.self, from: Data($0))
        }
    }
}

/// `weights/minilm` of this checkout.
let encoderFolder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../weights/minilm").standardizedFileURL.path()

func shippedVocabulary() throws -> Vocabulary {
    try Vocabulary([UInt8](try Data(contentsOf: URL(filePath: encoderFolder + "/vocab.txt"))))
}

extension RandomNumbers {
    /// Any text of Unicode, most of it unassigned or private.
    mutating func text(length: Int) -> String {
        var text = ""
        while text.unicodeScalars.count < length {
            let limit: UInt32 = [0x80, 0x800, 0x3000, 0x30000, 0x110000].randomElement(using: &self) ?? 0x80
            if let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &self)) {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
