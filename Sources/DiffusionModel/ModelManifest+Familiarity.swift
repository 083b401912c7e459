import Tensor

extension ModelManifest {
    /// How likely a prompt is to be of the kind that the model was trained on, judged by its cosine to the nearest suggested
    /// prompt: a logistic curve, fitted to prompts that name the model's things in words it was not trained on, and to
    /// prompts that name other things (`weights/recipe/reverie_recipe/familiarity.py`).
    package struct Familiarity: Sendable, Codable, Equatable {
        /// The cosine at which both are equally likely.
        package let midpoint: Double
        package let steepness: Double

        package init(midpoint: Double, steepness: Double) {
            self.midpoint = midpoint
            self.steepness = steepness
        }

        /// 0...1.
        package func callAsFunction(cosine: Double) -> Float {
            Float(1 / (1 + ElementaryFunctions.exp(-steepness * (cosine - midpoint))))
        }
    }
}
