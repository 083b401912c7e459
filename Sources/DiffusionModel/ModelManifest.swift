import FoundationEssentials

/// `model.json`: everything the code needs to build a model and to offer it. A value of this type is valid: every number
/// is within its bounds, and no shape that follows from it can trap.
package struct ModelManifest: Sendable, Codable, Equatable {
    package static let format = "reverie-model/1"

    package let format: String
    /// Letters, digits, `-` and `_`: the name in requests and of the folder.
    package let name: String
    package let title: String
    package let description: String
    package let image: Image
    package let network: Network
    package let schedule: Schedule
    package let prediction: Prediction
    package let defaults: Defaults
    package let weights: Weights
    /// Suggested prompts with their embeddings; the first is not special.
    package let prompts: [Prompt]
    /// Ways of drawing that prompts may name behind a comma; nil for a model that has none.
    package let styles: [String]?
    /// Nil where it was not measured.
    package let familiarity: Familiarity?
    package let training: Training

    /// The pictures' size in pixels; 1 channel (grey) or 3 (red, green, blue).
    package struct Image: Sendable, Codable, Equatable {
        package let width: Int
        package let height: Int
        package let channels: Int

        /// Values in a picture.
        package var elements: Int { width * height * channels }
    }

    /// The U-Net's shape, highest resolution first.
    package struct Network: Sendable, Codable, Equatable {
        package enum Kind: String, Sendable, Codable { case unet }

        package let kind: Kind
        /// Pixels a side that the first layer folds into channels.
        package let fold: Int
        /// Channels at each level.
        package let widths: [Int]
        /// Residual blocks at each level, in the encoder and again in the decoder.
        package let blocks: [Int]
        /// Whether self-attention follows each block of the level.
        package let attention: [Bool]
        package let headWidth: Int
        /// Groups of every group normalisation.
        package let groups: Int
        package let timestepFrequencies: Int
        /// Numbers in a prompt's embedding.
        package let promptWidth: Int
        package let conditioningWidth: Int
        /// Nil for a network that is shown none.
        package let sketch: Sketch?
    }

    /// What the network is shown beside the noisy picture: the mean picture of the prompt, small, as two linear layers see it.
    package struct Sketch: Sendable, Codable, Equatable {
        /// Pixels a side.
        package let side: Int
        /// Numbers between the two layers.
        package let width: Int
    }

    /// The noise schedule (Ho et al. 2020, section 2).
    package struct Schedule: Sendable, Codable, Equatable {
        package enum Kind: String, Sendable, Codable {
            case raisedCosine = "raised-cosine"
            case linear
            case squaredCosine = "squared-cosine"
        }

        package let kind: Kind
        /// T
        package let timesteps: Int
        /// Of `linear`.
        package let betaStart: Double?
        /// Of `linear` and `raised-cosine`.
        package let betaEnd: Double?
    }

    /// What the network predicts.
    package enum Prediction: String, Sendable, Codable { case velocity, noise }

    /// What a request gets where it asks for nothing else.
    package struct Defaults: Sendable, Codable, Equatable {
        package let sampler: String
        package let steps: Int
        package let guidanceScale: Float
        package let prompt: String
    }

    package struct Weights: Sendable, Codable, Equatable {
        /// A file name in the manifest's folder.
        package let file: String
        /// Of the whole file, 64 lower-case hexadecimal digits.
        package let sha256: String
        /// Numbers in all tensors.
        package let parameters: Int
    }

    package struct Training: Sendable, Codable, Equatable {
        package let data: String
        package let licence: String
        package let credit: String
    }

    /// Reads and checks `model.json`. The error names the field that is wrong.
    package init(json: [UInt8]) throws(ModelError) {
        guard json.count <= Self.maximumBytes else {
            throw ModelError(.invalidManifest, "model.json is larger than \(Self.maximumBytes) bytes.")
        }
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(json))
        } catch let error as DecodingError {
            throw Self.explain(error)
        } catch {
            throw ModelError(.invalidManifest, "model.json cannot be read: \(error).")
        }
        try validate()
    }

    private static let maximumBytes = 16 << 20
}
