/// A picture that the gateway has, to begin another with: a saved one, or one of a job.
struct PictureSource: Sendable, Equatable {
    enum Place: Sendable, Equatable {
        case saved(hash: String)
        case made(job: String, index: Int)
    }

    let place: Place
    /// The share of the steps to make, 0 to 1: at 1 little is left of the picture.
    let strength: Float
}

extension PictureSource: Codable {
    private enum Key: CodingKey {
        case image, job, index, strength
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        strength = try container.optional(.strength) ?? 1
        if let hash: String = try container.optional(.image) {
            place = .saved(hash: hash)
        } else {
            place = .made(job: try container.required(.job), index: try container.optional(.index) ?? 0)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(strength, forKey: .strength)
        switch place {
        case .saved(let hash): try container.encode(hash, forKey: .image)
        case .made(let job, let index):
            try container.encode(job, forKey: .job)
            try container.encode(index, forKey: .index)
        }
    }
}
