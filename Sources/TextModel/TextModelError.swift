/// Why a sentence encoder cannot be used, as a sentence that says what to do.
package struct TextModelError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        case missing, invalidManifest, damagedVocabulary, damagedWeights, wrongWeights, outOfMemory
    }

    package let code: Code
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    static func vocabulary(_ problem: String) -> TextModelError {
        TextModelError(.damagedVocabulary, "The encoder's vocabulary is damaged: \(problem). Fetch vocab.txt again.")
    }

    static func manifest(_ problem: String) -> TextModelError {
        TextModelError(.invalidManifest, "The encoder's model.json \(problem). Fetch the encoder again.")
    }

    static func weights(_ problem: String) -> TextModelError {
        TextModelError(
            .wrongWeights, "The encoder's weights file \(problem). Fetch model.json and its weights together.")
    }

    static let noMemory = TextModelError(.outOfMemory, "There is not enough memory for the sentence encoder.")
}
