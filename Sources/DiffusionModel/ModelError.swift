/// Why a model cannot be used, as a sentence that says what to do.
package struct ModelError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        case missing, invalidManifest, damagedWeights, wrongWeights, outOfMemory
    }

    package let code: Code
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    static func manifest(_ field: String, _ problem: String) -> ModelError {
        ModelError(.invalidManifest, "model.json: \(field) \(problem). Correct the manifest or export the model again.")
    }
}
