import Tensor
import WeightFormat

/// Hands out a weights file's tensors by name, each checked for shape and finite values, and remembers which were taken.
struct WeightLoader {
    private let file: SafetensorsFile
    private var taken: Set<String> = []
    private(set) var parameters = 0

    init(_ file: SafetensorsFile) { self.file = file }

    /// The values of `name`, which must have exactly this shape.
    mutating func values(_ name: String, _ shape: [Int]) throws(ModelError) -> [Float] {
        let tensor: SafetensorsTensor
        do {
            tensor = try file.tensor(named: name)
        } catch {
            throw wrong("has no tensor \"\(name)\"")
        }
        guard tensor.shape == shape else {
            throw wrong("has \"\(name)\" in the shape \(tensor.shape), where the manifest asks for \(shape)")
        }
        guard tensor.entry.type != .int8 else {
            throw wrong("has \"\(name)\" as integers, where this version reads only floats")
        }
        let values = tensor.floats()
        guard values.allSatisfy({ $0.isFinite }) else {
            throw ModelError(
                .damagedWeights,
                "The weights file has a value in \"\(name)\" that is not a number. Export the model again.")
        }
        taken.insert(name)
        parameters += values.count
        return values
    }

    /// `name.weight` [outputs, inputs, side, side] and `name.bias` [outputs].
    mutating func convolution(_ name: String, _ inputs: Int, _ outputs: Int, side: Int = 3) throws(ModelError)
        -> PackedWeights
    {
        try packed(name, shape: [outputs, inputs, side, side], side: side)
    }

    /// `name.weight` [outputs, inputs, 3, 3] and `name.bias` [outputs], transformed for Winograd's minimal filtering.
    mutating func winograd(_ name: String, _ inputs: Int, _ outputs: Int, tile: WinogradTile) throws(ModelError)
        -> WinogradWeights
    {
        let weight = try values(name + ".weight", [outputs, inputs, 3, 3])
        let bias = try values(name + ".bias", [outputs])
        guard let packed = WinogradWeights(weight: weight, bias: bias, inputs: inputs, outputs: outputs, tile: tile)
        else {
            throw .noMemory
        }
        return packed
    }

    /// `name.weight` [outputs, inputs] and `name.bias` [outputs].
    mutating func linear(_ name: String, _ inputs: Int, _ outputs: Int) throws(ModelError) -> PackedWeights {
        try packed(name, shape: [outputs, inputs], side: 1)
    }

    private mutating func packed(_ name: String, shape: [Int], side: Int) throws(ModelError) -> PackedWeights {
        let weight = try values(name + ".weight", shape)
        let bias = try values(name + ".bias", [shape[0]])
        guard let packed = PackedWeights(weight: weight, bias: bias, inputs: shape[1], outputs: shape[0], side: side)
        else {
            throw .noMemory
        }
        return packed
    }

    /// `name.weight` and `name.bias` [channels].
    mutating func groupNorm(_ name: String, _ channels: Int, groups: Int) throws(ModelError) -> GroupNormWeights {
        GroupNormWeights(
            groups: groups, gamma: try values(name + ".weight", [channels]),
            beta: try values(name + ".bias", [channels]))
    }

    /// Throws if the file holds tensors that nobody asked for, or another number of parameters than the manifest says.
    func finish(_ manifest: ModelManifest) throws(ModelError) {
        if let stranger = file.names.first(where: { !taken.contains($0) }) {
            throw wrong("has a tensor \"\(stranger)\" that the manifest's network does not use")
        }
        guard parameters == manifest.weights.parameters else {
            throw .manifest("weights.parameters", "must be \(parameters), the numbers in the weights file")
        }
    }

    private func wrong(_ what: String) -> ModelError {
        ModelError(
            .wrongWeights,
            "The weights file \(what). Put model.json and the weights of the same export into the folder.")
    }
}

extension ModelError {
    static let noMemory = ModelError(
        .outOfMemory, "There is not enough memory for the model. Use a smaller model or a smaller batch.")
}
