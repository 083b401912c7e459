/// What is wrong with a safetensors file, as a sentence that says what to do.
package struct SafetensorsError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        case cannotOpen, cannotWrite, damaged, unsupported, missingTensor
    }

    package let code: Code
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
