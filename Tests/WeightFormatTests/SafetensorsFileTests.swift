import Foundation
import TestSupport
import Testing

@testable import WeightFormat

@Suite struct SafetensorsFileTests {
    @Test("Reads what Python's safetensors wrote")
    func python() throws {
        let tensors = try tensors(pythonFile)
        #expect(tensors.keys.sorted() == ["a", "b"])
        #expect(tensors["a"]?.shape == [1, 3])
        #expect(tensors["a"]?.values == [1.5, -2, 0])
        #expect(tensors["b"]?.shape == [2])
        #expect(tensors["b"]?.values == [3.25, .infinity])
    }

    @Test("A tensor that is not there is named")
    func missingTensor() throws {
        let folder = try TemporaryFolder()
        try Data(pythonFile).write(to: URL(filePath: folder.file("a")))
        let file = try SafetensorsFile(path: folder.file("a"))
        let error = #expect(throws: SafetensorsError.self) { try file.tensor(named: "stem.weight") }
        #expect(error?.code == .missingTensor)
        #expect(error?.description == "The weights file has no tensor \"stem.weight\".")
    }

    @Test("What is not a file cannot be opened")
    func notAFile() throws {
        let folder = try TemporaryFolder()
        for path in [folder.path, folder.file("absent")] {
            let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: path) }
            #expect(error?.code == .cannotOpen)
            #expect(error?.description.contains(path) == true)
        }
    }

    @Test("An empty file is damaged")
    func empty() {
        let error = #expect(throws: SafetensorsError.self) { try tensors([]) }
        #expect(error?.code == .damaged)
    }

    @Test("Every half-precision number becomes the same number")
    func halves() {
        for bits in UInt16.min...UInt16.max {
            let expected = Float(Float16(bitPattern: bits))
            let value = SafetensorsTensor.float(half: bits)
            if value.bitPattern != expected.bitPattern && !(value.isNaN && expected.isNaN) {
                Issue.record("\(bits): \(value), not \(expected)")
            }
        }
    }
}
