import Tensor

extension ModelManifest {
    /// How likely a prompt is to be of the kind that the model was trained on, judged by its cosine to a direction among
    /// embeddings, or where there is none to the nearest suggested prompt: a logistic curve, fitted to prompts that name
    /// the model's things in words it was not trained on, and to prompts that name other things
    /// (`weights/recipe/reverie_recipe/familiarity.py`).
    package struct Familiarity: Sendable, Codable, Equatable {
        /// The cosine at which both are equally likely.
        package let midpoint: Double
        package let steepness: Double
        /// `promptWidth` finite numbers that point from what the model does not know to what it knows.
        package let direction: [Float]?

        private enum CodingKeys: String, CodingKey { case midpoint, steepness, direction }

        package init(midpoint: Double, steepness: Double, direction: [Float]? = nil) {
            self.midpoint = midpoint
            self.steepness = steepness
            self.direction = direction
        }

        package init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            midpoint = try fields.decode(Double.self, forKey: .midpoint)
            steepness = try fields.decode(Double.self, forKey: .steepness)
            direction = try fields.decodeIfPresent(Vector.self, forKey: .direction)?.numbers
        }

        package func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(midpoint, forKey: .midpoint)
            try fields.encode(steepness, forKey: .steepness)
            try fields.encodeIfPresent(direction.map { Vector($0) }, forKey: .direction)
        }

        /// 0...1.
        package func callAsFunction(cosine: Double) -> Float {
            Float(1 / (1 + ElementaryFunctions.exp(-steepness * (cosine - midpoint))))
        }
    }
}
