import Foundation
import Tensor
import TestSupport
import Testing
import WeightFormat

@testable import DiffusionModel

@Suite struct LoadedModelTests {
    private let pool = ThreadPool(threads: 1)

    /// A copy of a small model that a test may damage.
    private struct Copy {
        let folder: TemporaryFolder
        let weights: URL
        let manifest: URL

        init(_ name: String = "odd") throws {
            folder = try TemporaryFolder()
            weights = URL(filePath: folder.file("model.safetensors"))
            manifest = URL(filePath: folder.file("model.json"))
            for file in ["model.safetensors", "model.json"] {
                try Data(contentsOf: URL(filePath: try Goldens.folder(name) + "/" + file))
                    .write(to: URL(filePath: folder.file(file)))
            }
        }

        func tensors() throws -> [SafetensorsWriter.Tensor] {
            let file = try SafetensorsFile(path: weights.path())
            return try file.names.map {
                let tensor = try file.tensor(named: $0)
                return SafetensorsWriter.Tensor(name: $0, shape: tensor.shape, values: tensor.floats())
            }
        }

        /// Writes other weights, with their true sha256 in the manifest.
        func replace(_ tensors: [SafetensorsWriter.Tensor]) throws {
            let old = SHA256.hex(try Data(contentsOf: weights))
            try SafetensorsWriter.write(tensors, type: .float32, to: weights.path())
            try edit { $0.replacing(old, with: SHA256.hex(try Data(contentsOf: weights))) }
        }

        func edit(_ change: (String) throws -> String) throws {
            try change(String(decoding: Data(contentsOf: manifest), as: UTF8.self)).write(
                to: manifest, atomically: true, encoding: .utf8)
        }
    }

    private func failure(_ folder: String) -> ModelError? {
        #expect(throws: ModelError.self) { try LoadedModel.load(folder: folder, threadPool: pool, maximumBatch: 1) }
    }

    @Test("A model is loaded from its folder and predicts", arguments: Goldens.networks)
    func loads(name: String) throws {
        let model = try LoadedModel.load(folder: try Goldens.folder(name), threadPool: pool, maximumBatch: 2)
        let golden = try GoldenActivations(name)
        #expect(model.manifest == golden.manifest)
        let prediction = model.unet.prediction(golden.x, timesteps: golden.timesteps, prompts: golden.prompts)
        #expect(largestError(prediction, try golden.file.tensor(named: "output").floats()) < 3e-5)
    }

    @Test("32-bit weights give what the same weights give in 16 bits")
    func singlePrecision() throws {
        let copy = try Copy()
        try copy.replace(try copy.tensors())
        let golden = try GoldenActivations("odd")
        let predictions = try [copy.folder.path, try Goldens.folder("odd")].map {
            try LoadedModel.load(folder: $0, threadPool: pool, maximumBatch: 2).unet
                .prediction(golden.x, timesteps: golden.timesteps, prompts: golden.prompts)
        }
        #expect(bits(predictions[0]) == bits(predictions[1]))
    }

    @Test("A folder or file that is missing is named")
    func missing() throws {
        let copy = try Copy()
        let absent = copy.folder.file("absent")
        #expect(failure(absent)?.code == .missing)
        #expect(failure(absent)?.description.contains(absent) == true)
        try FileManager.default.removeItem(at: copy.weights)
        #expect(failure(copy.folder.path)?.code == .missing)
        #expect(failure(copy.folder.path)?.description.contains("model.safetensors") == true)
        try FileManager.default.removeItem(at: copy.manifest)
        #expect(failure(copy.folder.path)?.code == .missing)
        #expect(failure(copy.folder.path)?.description.contains("model.json") == true)
    }

    @Test("A changed bit, a cut and an addition are told by the sha256")
    func damaged() throws {
        let copy = try Copy()
        let good = try Data(contentsOf: copy.weights)
        var flipped = good
        flipped[good.count / 2] ^= 1
        for bytes in [flipped, good.dropLast(), good + [0], Data()] {
            try bytes.write(to: copy.weights)
            #expect(failure(copy.folder.path)?.code == .damagedWeights)
            #expect(failure(copy.folder.path)?.description.contains("SHA-256") == true)
        }
        try good.write(to: copy.weights)
        #expect(throws: Never.self) {
            try LoadedModel.load(folder: copy.folder.path, threadPool: pool, maximumBatch: 1)
        }
    }

    @Test("Weights that are a folder are refused")
    func folderForWeights() throws {
        let copy = try Copy()
        try FileManager.default.removeItem(at: copy.weights)
        try FileManager.default.createDirectory(at: copy.weights, withIntermediateDirectories: false)
        #expect(failure(copy.folder.path)?.code == .missing)
    }

    @Test("A weights file that is none, under its true sha256, is damaged")
    func notSafetensors() throws {
        let copy = try Copy()
        let old = SHA256.hex(try Data(contentsOf: copy.weights))
        try Data("a web page that says the file was not found".utf8).write(to: copy.weights)
        try copy.edit { $0.replacing(old, with: SHA256.hex(try Data(contentsOf: copy.weights))) }
        #expect(failure(copy.folder.path)?.code == .damagedWeights)
    }

    @Test("Weights in other shapes than the manifest's are refused, and the tensor is named")
    func wrongShape() throws {
        let copy = try Copy()
        try copy.edit { $0.replacing("\"conditioningWidth\": 5", with: "\"conditioningWidth\": 6") }
        let error = try #require(failure(copy.folder.path))
        #expect(error.code == .wrongWeights)
        #expect(error.description.contains("\"encoder.0.blocks.0.modulation.weight\" in the shape [12, 5]"), "\(error)")
    }

    @Test("A tensor that is missing or not used is named")
    func wrongNames() throws {
        let copy = try Copy()
        let tensors = try copy.tensors()
        try copy.replace(tensors.filter { $0.name != "middle.first.conv1.bias" })
        #expect(failure(copy.folder.path)?.code == .wrongWeights)
        #expect(failure(copy.folder.path)?.description.contains("middle.first.conv1.bias") == true)
        try copy.replace(tensors + [.init(name: "surplus", shape: [1], values: [1])])
        #expect(failure(copy.folder.path)?.code == .wrongWeights)
        #expect(failure(copy.folder.path)?.description.contains("surplus") == true)
    }

    @Test("Weights that are not numbers are refused", arguments: [Float.nan, .infinity, -.infinity])
    func notNumbers(value: Float) throws {
        let copy = try Copy()
        try copy.replace(
            try copy.tensors().map {
                guard $0.name == "stem.bias" else { return $0 }
                return .init(name: $0.name, shape: $0.shape, values: [value] + $0.values.dropFirst())
            })
        #expect(failure(copy.folder.path)?.code == .damagedWeights)
        #expect(failure(copy.folder.path)?.description.contains("stem.bias") == true)
    }

    @Test("Another number of parameters than the manifest's is refused")
    func wrongCount() throws {
        let copy = try Copy()
        let count = try Goldens.manifest("odd").weights.parameters
        try copy.edit { $0.replacing("\"parameters\": \(count)", with: "\"parameters\": \(count + 1)") }
        #expect(failure(copy.folder.path)?.description.contains("weights.parameters must be \(count)") == true)
    }
}

extension SHA256 {
    fileprivate static func hex(_ data: Data) -> String { data.withUnsafeBytes { hex($0) } }
}
