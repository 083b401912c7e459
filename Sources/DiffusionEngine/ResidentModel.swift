import DiffusionModel
import Sampling

/// A model that stays in memory, with what the engine must know of it.
struct ResidentModel {
    let name: String
    let traits: Traits
    let prediction: Prediction
    let denoiser: any Denoiser

    /// What a request is checked against.
    struct Traits: Sendable {
        /// Numbers in a picture: height * width * channels.
        let elements: Int
        let channels: Int
        /// Numbers in a prompt's embedding.
        let promptWidth: Int
        let schedule: NoiseSchedule
    }

    var elements: Int { traits.elements }
    var schedule: NoiseSchedule { traits.schedule }
}

extension ResidentModel {
    init(_ model: LoadedModel) {
        let manifest = model.manifest
        self.init(
            name: manifest.name,
            traits: Traits(
                elements: manifest.image.elements, channels: manifest.image.channels,
                promptWidth: manifest.network.promptWidth, schedule: NoiseSchedule(manifest.schedule)),
            prediction: manifest.prediction == .noise ? .noise : .velocity, denoiser: model.unet)
    }
}

extension NoiseSchedule {
    /// The betas that a kind needs are there: a manifest is checked when it is read.
    init(_ schedule: ModelManifest.Schedule) {
        let kind: Kind =
            switch schedule.kind {
            case .raisedCosine: .raisedCosine(betaEnd: schedule.betaEnd ?? 0)
            case .linear: .linear(betaStart: schedule.betaStart ?? 0, betaEnd: schedule.betaEnd ?? 0)
            case .squaredCosine: .squaredCosine
            }
        self.init(kind: kind, timesteps: schedule.timesteps)
    }
}
