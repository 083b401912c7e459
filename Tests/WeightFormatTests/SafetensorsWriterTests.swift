import Foundation
import TestSupport
import Testing

@testable import WeightFormat

@Suite struct SafetensorsWriterTests {
    private let some = [
        SafetensorsWriter.Tensor(name: "stem.weight", shape: [2, 1, 2], values: [1, -0.5, 65504, 0.000061035156]),
        SafetensorsWriter.Tensor(name: "zz \"quoted\" ü", shape: [], values: [-7]),
        SafetensorsWriter.Tensor(name: "none", shape: [0, 4], values: []),
    ]

    @Test("What is written is read back", arguments: [ElementType.float16, .float32])
    func roundTrip(type: ElementType) throws {
        let read = try tensors(SafetensorsWriter.bytes(some, type: type))
        #expect(read.count == some.count)
        for tensor in some {
            #expect(read[tensor.name]?.shape == tensor.shape)
            #expect(read[tensor.name]?.values == tensor.values)
        }
    }

    @Test("Halves are rounded to the nearest, ties to even")
    func rounding() throws {
        let values: [Float] = [1 + 0x1p-11, 1 + 0x1.8p-10, 1e-9, 65520]
        let read = try tensors(
            SafetensorsWriter.bytes([.init(name: "a", shape: [4], values: values)], type: .float16))
        #expect(read["a"]?.values == [1, 1 + 0x1p-9, 0, .infinity])
    }

    @Test("Integers are written exactly, and what is no 8-bit integer is refused")
    func integers() throws {
        let values: [Float] = [-128, -1, 0, 127]
        let read = try tensors(SafetensorsWriter.bytes([.init(name: "a", shape: [4], values: values)], type: .int8))
        #expect(read["a"]?.values == values)
        for wrong: Float in [0.5, 128, -129, .nan, .infinity] {
            #expect(throws: SafetensorsError.self) {
                try SafetensorsWriter.bytes([.init(name: "a", shape: [1], values: [wrong])], type: .int8)
            }
        }
    }

    @Test("Tensors that contradict themselves are not written")
    func refused() {
        for tensors in [
            [SafetensorsWriter.Tensor(name: "a", shape: [3], values: [1])],
            [.init(name: "a", shape: [-1, -1], values: [1])],
            [.init(name: "a", shape: [1], values: [1]), .init(name: "a", shape: [1], values: [1])],
            [.init(name: "__metadata__", shape: [1], values: [1])],
        ] {
            #expect(throws: SafetensorsError.self) { try SafetensorsWriter.bytes(tensors, type: .float32) }
        }
    }

    @Test("A file is written whole; a folder that is not there is named")
    func write() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.safetensors")
        try SafetensorsWriter.write(some, type: .float32, to: path)
        #expect(try [UInt8](Data(contentsOf: URL(filePath: path))) == SafetensorsWriter.bytes(some, type: .float32))
        let error = #expect(throws: SafetensorsError.self) {
            try SafetensorsWriter.write(some, type: .float32, to: folder.file("absent/a.safetensors"))
        }
        #expect(error?.code == .cannotWrite)
        #expect(error?.description.contains("absent/a.safetensors") == true)
    }
}
