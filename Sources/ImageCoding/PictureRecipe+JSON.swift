import FoundationEssentials

extension PictureRecipe {
    /// The most bytes of JSON that are read as a recipe.
    static let maximumBytes = 1 << 18

    /// One line of JSON with sorted keys: the same recipe is always the same text.
    package func json() -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Nothing else in a recipe can fail to encode; as a text, such a number is refused when it is read.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// Reads what `json()` wrote. Throws for anything that is not exactly one recipe of this version: a key that is
    /// missing or unknown, a number that is out of range, anything after the end.
    package init(json: String) throws(ImageError) {
        guard json.utf8.count <= Self.maximumBytes else {
            throw ImageError(.tooLarge, "A recipe is limited to \(Self.maximumBytes) bytes.")
        }
        let recipe: PictureRecipe
        do {
            let decoder = JSONDecoder()
            let data = Data(json.utf8)
            let unknown = try decoder.decode(KeySet.self, from: data).names.subtracting(
                CodingKeys.allCases.map(\.rawValue))
            if let name = unknown.min() {
                throw ImageError(.invalidRecipe, "The recipe has an entry \"\(name)\" that is not known here.")
            }
            recipe = try decoder.decode(PictureRecipe.self, from: data)
        } catch let error as ImageError {
            throw error
        } catch let DecodingError.keyNotFound(key, _) {
            throw ImageError(.invalidRecipe, "The recipe has no entry \"\(key.stringValue)\".")
        } catch let DecodingError.typeMismatch(_, context), let DecodingError.valueNotFound(_, context) {
            let name = context.codingPath.first.map { "its entry \"\($0.stringValue)\" is of the wrong type" }
            throw ImageError(.invalidRecipe, "The recipe cannot be read: \(name ?? "it is no JSON object").")
        } catch {
            throw ImageError(.invalidRecipe, "The recipe cannot be read: it is not valid JSON.")
        }
        try recipe.check()
        self = recipe
    }

    private func check() throws(ImageError) {
        guard version == 1 else {
            throw ImageError(.invalidRecipe, "The recipe is of version \(version); only version 1 is known here.")
        }
        try require(!model.isEmpty, "its model has no name")
        let hashes = [("model", modelHash), ("initial picture", initialPictureHash), ("mask", maskHash)]
        for (owner, hash) in hashes {
            try require(hash.map(Self.isHash) ?? true, "its \(owner) hash is not 64 lower-case hexadecimal digits")
        }
        try require(!sampler.isEmpty, "its sampler has no name")
        try require((0...255).contains(image), "its image is not in 0...255")
        try require((1...1_000_000).contains(steps), "its steps are not in 1...1,000,000")
        try require(estimate.map((1...1_000_000).contains) ?? true, "its estimate is not in 1...1,000,000")
        try require(guidanceScale.isFinite, "its guidance scale is not a finite number")
        try require(eta.isFinite && eta >= 0, "its eta is not a finite number from 0")
        try require(
            guidanceInterval.map { $0.count == 2 && $0[0] <= $0[1] } ?? true, "its guidance interval is not two numbers"
        )
        try require(draftSteps.map((1...steps).contains) ?? true, "its draft steps are not in 1 to its steps")
        try require(
            (variationSeed == nil) == (variationStrength == nil), "its variation has only one of seed and strength")
    }

    private static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy(Set("0123456789abcdef".utf8).contains)
    }

    private func require(_ condition: Bool, _ complaint: String) throws(ImageError) {
        guard condition else { throw ImageError(.invalidRecipe, "The recipe describes no picture: \(complaint).") }
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case version, model, modelHash, prompt, negativePrompt, seed, image, sampler, steps, guidanceScale, eta
        case spacing, dynamicThreshold, guidanceRescale, guidanceInterval, variationSeed, variationStrength, strength
        case initialPictureHash, maskHash, draftSteps, estimate
    }
}

/// The keys of a JSON object, whatever their values are.
private struct KeySet: Decodable {
    let names: Set<String>

    init(from decoder: any Decoder) throws {
        names = Set(try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue))
    }

    struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
