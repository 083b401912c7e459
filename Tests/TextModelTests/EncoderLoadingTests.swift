import Foundation
import Tensor
import TestSupport
import Testing
import WeightFormat

@testable import TextModel

/// An encoder of one layer and four numbers, written by the tests, so that every file of it can be spoilt.
private struct TinyEncoder {
    let folder: TemporaryFolder
    var fields: [String: Any]
    var vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ncoat\n"
    var tensors: [SafetensorsWriter.Tensor]

    init() throws {
        folder = try TemporaryFolder()
        fields = [
            "format": "reverie-encoder/1", "name": "tiny", "title": "Tiny", "layers": 1, "width": 4, "heads": 2,
            "hiddenWidth": 8, "normEpsilon": 1e-12, "maximumTokens": 5,
        ]
        func tensor(_ name: String, _ shape: [Int]) -> SafetensorsWriter.Tensor {
            let values = (0..<shape.reduce(1, *)).map { Float(($0 * 7 + 3) % 11) / 11 }
            return .init(name: name, shape: shape, values: values)
        }
        tensors = [
            tensor("words.weight", [6, 4]), tensor("positions.weight", [5, 4]), tensor("norm.weight", [4]),
            tensor("norm.bias", [4]),
        ]
        for (name, shape) in [("qkv", [12, 4]), ("mixed", [4, 4]), ("expand", [8, 4]), ("contract", [4, 8])] {
            tensors += [
                tensor("layers.0.\(name).weight", shape), tensor("layers.0.\(name).bias", Array(shape.prefix(1))),
            ]
        }
        for name in ["attentionNorm", "outputNorm"] {
            tensors += [tensor("layers.0.\(name).weight", [4]), tensor("layers.0.\(name).bias", [4])]
        }
    }

    func load(mending: Bool = true) throws -> SentenceEncoder {
        if mending {
            let weights = try SafetensorsWriter.bytes(tensors, type: .float32)
            try Data(weights).write(to: URL(filePath: folder.file("model.safetensors")))
            try Data(vocabulary.utf8).write(to: URL(filePath: folder.file("vocab.txt")))
            let all = fields.merging([
                "weights": ["file": "model.safetensors", "sha256": weights.withUnsafeBytes(SHA256.hex)],
                "vocabulary": [
                    "file": "vocab.txt", "sha256": Array(vocabulary.utf8).withUnsafeBytes(SHA256.hex), "pieces": 6,
                ],
            ]) { mine, _ in mine }
            try JSONSerialization.data(withJSONObject: all).write(to: URL(filePath: folder.file("model.json")))
        }
        return try SentenceEncoder.load(folder: folder.path, operations: Operations(pool: ThreadPool(threads: 1)))
    }

    func failure(mending: Bool = true) -> TextModelError? {
        #expect(throws: TextModelError.self) { _ = try load(mending: mending) }
    }
}

@Suite struct EncoderLoadingTests {
    @Test("A small encoder loads and encodes")
    func whole() throws {
        let embedding = try TinyEncoder().load().embedding(of: "coat coat")
        #expect(embedding.vector.count == 4)
        #expect(!embedding.isTruncated)
        #expect(try TinyEncoder().load().embedding(of: "coat coat coat coat").isTruncated)
    }

    @Test("A tensor that is missing, misshapen or holds no number is named")
    func tensors() throws {
        let whole = try TinyEncoder()
        for (index, tensor) in whole.tensors.enumerated() {
            var spoilt = whole
            spoilt.tensors.remove(at: index)
            #expect(spoilt.failure()?.code == .wrongWeights)
            #expect(spoilt.failure()?.description.contains(tensor.name) == true)
            spoilt.tensors.append(.init(name: tensor.name, shape: [1] + tensor.shape, values: tensor.values))
            #expect(spoilt.failure()?.code == .wrongWeights)
            #expect(spoilt.failure()?.description.contains(tensor.name) == true)
        }
        var spoilt = whole
        let norm = spoilt.tensors[2]
        spoilt.tensors[2] = .init(name: norm.name, shape: norm.shape, values: [1, .nan, 1, 1])
        #expect(spoilt.failure()?.code == .damagedWeights)
    }

    @Test(
        "A manifest with a wrong number is refused with the field",
        arguments: [
            ("format", "reverie-encoder/2"), ("layers", 0), ("layers", 10_000), ("width", 0), ("width", 1 << 40),
            ("heads", 3), ("heads", 0), ("hiddenWidth", -1), ("normEpsilon", 0), ("normEpsilon", 2),
            ("maximumTokens", 2), ("maximumTokens", 1 << 40),
        ] as [(String, any Sendable)])
    func manifest(field: String, value: any Sendable) throws {
        var tiny = try TinyEncoder()
        tiny.fields[field] = value
        #expect(tiny.failure()?.code == .invalidManifest)
        #expect(tiny.failure()?.description.contains(field) == true)
    }

    @Test("A manifest that lacks a field, points out of its folder or is no JSON is refused")
    func manifestShape() throws {
        var tiny = try TinyEncoder()
        tiny.fields["heads"] = nil
        #expect(tiny.failure()?.description.contains("heads") == true)
        tiny = try TinyEncoder()
        for file in ["../model.safetensors", "", "..", "a/b"] {
            tiny.fields["weights"] = ["file": file, "sha256": String(repeating: "0", count: 64)]
            #expect(tiny.failure()?.description.contains("weights.file") == true)
        }
        try Data("{".utf8).write(to: URL(filePath: tiny.folder.file("model.json")))
        #expect(tiny.failure(mending: false)?.code == .invalidManifest)
    }

    @Test("A vocabulary of another length is refused, and damage is told by the sha256")
    func damage() throws {
        var tiny = try TinyEncoder()
        tiny.vocabulary += "boot\n"
        #expect(tiny.failure()?.code == .damagedVocabulary)
        for (file, code) in [
            ("vocab.txt", TextModelError.Code.damagedVocabulary), ("model.safetensors", .damagedWeights),
        ] {
            let tiny = try TinyEncoder()
            _ = try tiny.load()
            let url = URL(filePath: tiny.folder.file(file))
            var bytes = try Data(contentsOf: url)
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: url)
            #expect(tiny.failure(mending: false)?.code == code)
            #expect(tiny.failure(mending: false)?.description.contains("SHA-256") == true)
            try FileManager.default.removeItem(at: url)
            #expect(tiny.failure(mending: false)?.code == .missing)
            #expect(tiny.failure(mending: false)?.description.contains(file) == true)
        }
    }

    @Test("An encoder's manifest is told from a diffusion model's")
    func isEncoder() {
        #expect(EncoderManifest.isEncoder(Array(#"{"format": "reverie-encoder/9"}"#.utf8)))
        for other in [#"{"format": "reverie-model/1"}"#, "{}", "", #"{"format": 1}"#] {
            #expect(!EncoderManifest.isEncoder(Array(other.utf8)))
        }
    }
}
