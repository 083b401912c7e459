/// Why the server cannot start, in a sentence that says what to do.
package enum InferenceError: Error, Sendable, CustomStringConvertible {
    case noWeightsFolder(searched: [String])
    case noModels(folder: String)
    case noEncoder(folder: String)
    case unreadableFolder(String)
    case unusableModel(folder: String, reason: String)
    case unusableEncoder(folder: String, reason: String)
    case metricsPort(Int, reason: String)

    package var description: String {
        switch self {
        case .noWeightsFolder(let searched):
            "No weights were found. Say where they are with --weights FOLDER; looked in \(searched.joined(separator: ", "))."
        case .noModels(let folder):
            "\(folder) holds no model: a model is a folder in it with a model.json and a model.safetensors."
        case .noEncoder(let folder):
            "\(folder) holds no sentence encoder, which prompts need: fetch the folder minilm of Reverie's weights into it."
        case .unreadableFolder(let folder):
            "The weights folder \(folder) cannot be read. Check that it exists and that you may read it."
        case .unusableModel(let folder, let reason):
            "The model in \(folder) cannot be used. \(reason)"
        case .unusableEncoder(let folder, let reason):
            "The sentence encoder in \(folder) cannot be used. \(reason)"
        case .metricsPort(let port, let reason):
            "The port \(port) for figures cannot be listened on: \(reason). Choose another with --metrics-port."
        }
    }
}
