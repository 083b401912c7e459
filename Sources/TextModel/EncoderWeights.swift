import Tensor
import WeightFormat

/// Hands out an encoder's tensors by name, each checked for type, shape and finite values.
///
/// A matrix lies in the file as floats, or as 8-bit integers in `name.weight` [rows, columns] with floats in `name.scale`
/// [rows, groups]: the weights are the integers times the scale of their group of columns.
struct EncoderWeights {
    private let file: SafetensorsFile

    init(_ file: SafetensorsFile) { self.file = file }

    /// Tensors of floats.
    func floats(_ name: String, _ shape: [Int]) throws(TextModelError) -> [Float] {
        let tensor = try tensor(name, shape)
        guard tensor.entry.type != .int8 else { throw .weights("has \(name) as integers, where floats should be") }
        let values = tensor.floats()
        guard values.allSatisfy(\.isFinite) else {
            throw TextModelError(
                .damagedWeights, "The encoder's weights file has a value in \(name) that is no number. Fetch it again.")
        }
        return values
    }

    func table(_ name: String, rows: Int, columns: Int) throws(TextModelError) -> EmbeddingTable {
        let tensor = try tensor(name + ".weight", [rows, columns])
        guard tensor.entry.type == .int8 else {
            return EmbeddingTable(tensor: tensor, columns: columns, scales: [])
        }
        return EmbeddingTable(tensor: tensor, columns: columns, scales: try floats(name + ".scale", [rows, 1]))
    }

    /// `name.weight` [outputs, inputs] and `name.bias` [outputs].
    func linear(_ name: String, _ inputs: Int, _ outputs: Int) throws(TextModelError) -> EncoderLinear {
        let tensor = try tensor(name + ".weight", [outputs, inputs])
        let bias = try floats(name + ".bias", [outputs])
        guard tensor.entry.type == .int8 else {
            let weight = try floats(name + ".weight", [outputs, inputs])
            guard
                let packed = PackedWeights(weight: weight, bias: bias, inputs: inputs, outputs: outputs, side: 1)
            else { throw .noMemory }
            return .floats(packed)
        }
        let groups = (try? file.tensor(named: name + ".scale"))?.shape.last ?? 0
        guard groups > 0, inputs % groups == 0 else { throw .weights("has no \(name).scale that fits \(name).weight") }
        let scales = try floats(name + ".scale", [outputs, groups])
        return tensor.withBytes { bytes in
            .integers(
                QuantizedWeights(
                    values: bytes.bindMemory(to: Int8.self), scales: scales, bias: bias, inputs: inputs,
                    group: inputs / groups))
        }
    }

    /// `name.weight` and `name.bias` [width].
    func layerNorm(_ name: String, _ width: Int, epsilon: Float) throws(TextModelError) -> GroupNormWeights {
        GroupNormWeights(
            groups: 1, gamma: try floats(name + ".weight", [width]), beta: try floats(name + ".bias", [width]),
            epsilon: epsilon)
    }

    private func tensor(_ name: String, _ shape: [Int]) throws(TextModelError) -> SafetensorsTensor {
        guard let tensor = try? file.tensor(named: name) else { throw .weights("has no tensor \(name)") }
        guard tensor.shape == shape else {
            throw .weights("has \(name) in the shape \(tensor.shape), where the manifest asks for \(shape)")
        }
        return tensor
    }
}
