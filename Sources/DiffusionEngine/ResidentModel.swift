import DiffusionModel
import Sampling

/// A model that stays in memory, with what the engine must know of it.
struct ResidentModel {
    let name: String
    /// Numbers in a picture: height * width * channels.
    let elements: Int
    /// Numbers in a prompt's embedding.
    let promptWidth: Int
    let schedule: NoiseSchedule
    let prediction: Prediction
    let denoiser: any Denoiser
}

extension ResidentModel {
    init(_ model: LoadedModel) {
        let manifest = model.manifest
        self.init(
            name: manifest.name, elements: manifest.image.elements, promptWidth: manifest.network.promptWidth,
            schedule: NoiseSchedule(manifest.schedule),
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
