import Tensor

extension ModelManifest {
    /// Checks every number, name and shape; the error names the field.
    func validate() throws(ModelError) {
        try require(format == Self.format, "format", "must be \"\(Self.format)\"")
        try require(
            !name.isEmpty && name.utf8.count <= 64 && name.utf8.allSatisfy(Self.isNameCharacter), "name",
            "must be 1 to 64 letters, digits, - or _")
        try require(!title.isEmpty && title.utf8.count <= 200, "title", "must have 1 to 200 bytes")
        try require(description.utf8.count <= 2_000, "description", "must have at most 2000 bytes")
        try require(8...512 ~= image.width, "image.width", "must be 8 to 512")
        try require(8...512 ~= image.height, "image.height", "must be 8 to 512")
        try require(image.channels == 1 || image.channels == 3, "image.channels", "must be 1 or 3")
        try validateNetwork()
        try validateSchedule()
        try validatePrompts()
        let styles = styles ?? []
        try require(
            styles.count <= 100 && styles.allSatisfy { 1...200 ~= $0.utf8.count } && Set(styles).count == styles.count,
            "styles", "must be at most 100 different texts of 1 to 200 bytes")
        try require(1...schedule.timesteps ~= defaults.steps, "defaults.steps", "must be 1 to schedule.timesteps")
        try require(0...30 ~= defaults.guidanceScale, "defaults.guidanceScale", "must be 0 to 30")
        try require(
            !defaults.sampler.isEmpty && defaults.sampler.utf8.count <= 32, "defaults.sampler",
            "must have 1 to 32 bytes")
        try require(
            !weights.file.isEmpty && !weights.file.contains("/") && weights.file != ".."
                && weights.file.utf8.count <= 200
                && !weights.file.utf8.contains(0), "weights.file", "must be the name of a file in the manifest's folder"
        )
        try require(
            weights.sha256.utf8.count == 64 && weights.sha256.utf8.allSatisfy(Self.isHexadecimal), "weights.sha256",
            "must be 64 lower-case hexadecimal digits")
        try require(weights.parameters > 0, "weights.parameters", "must be above 0")
    }

    private func validateNetwork() throws(ModelError) {
        let net = network
        try require([1, 2, 4, 8].contains(net.fold), "network.fold", "must be 1, 2, 4 or 8")
        try require(1...6 ~= net.widths.count, "network.widths", "must name 1 to 6 levels")
        try require(net.widths.allSatisfy { 1...2048 ~= $0 }, "network.widths", "must be 1 to 2048 each")
        try require(net.blocks.count == net.widths.count, "network.blocks", "must have one number a level")
        try require(net.blocks.allSatisfy { 1...16 ~= $0 }, "network.blocks", "must be 1 to 16 each")
        try require(net.attention.count == net.widths.count, "network.attention", "must have one flag a level")
        try require(1...2048 ~= net.headWidth, "network.headWidth", "must be 1 to 2048")
        try require(1...2048 ~= net.groups, "network.groups", "must be 1 to 2048")
        try require(1...1024 ~= net.timestepFrequencies, "network.timestepFrequencies", "must be 1 to 1024")
        try require(1...8192 ~= net.promptWidth, "network.promptWidth", "must be 1 to 8192")
        try require(1...8192 ~= net.conditioningWidth, "network.conditioningWidth", "must be 1 to 8192")
        let unit = net.fold << (net.widths.count - 1)
        try require(
            image.width % unit == 0 && image.height % unit == 0, "image",
            "must have sides divisible by \(unit): fold, halved at each level after the first")
        if let sketch = net.sketch {
            try require(
                1...512 ~= sketch.side && image.width / net.fold % sketch.side == 0
                    && image.height / net.fold % sketch.side == 0, "network.sketch.side",
                "must divide the sides of the folded picture")
            try require(1...8192 ~= sketch.width, "network.sketch.width", "must be 1 to 8192")
        }
        for channels in normalizedChannels {
            try require(
                channels % net.groups == 0, "network.groups", "must divide the \(channels) channels it normalises")
        }
        for level in net.widths.indices where net.attention[level] || level == net.widths.count - 1 {
            try require(
                net.widths[level] % net.headWidth == 0, "network.headWidth",
                "must divide the \(net.widths[level]) channels of level \(level), which has attention")
            let tokens = ((image.width / net.fold) >> level) * ((image.height / net.fold) >> level)
            try require(
                tokens <= Operations.maximumTokens, "network.attention",
                "would work on \(tokens) positions at level \(level); at most \(Operations.maximumTokens) are possible")
        }
    }

    /// The channel counts of every group normalisation in the network.
    private var normalizedChannels: Set<Int> {
        let widths = network.widths
        var counts = Set(widths)
        var channels = widths[0]
        var skips: [Int] = []
        for (level, width) in widths.enumerated() {
            skips += Array(repeating: width, count: network.blocks[level])
            channels = width
        }
        for level in widths.indices.reversed() {
            for _ in 0..<network.blocks[level] {
                counts.insert(channels + (skips.popLast() ?? 0))
                channels = widths[level]
            }
            if level > 0 { channels = widths[level - 1] }
        }
        return counts
    }

    private func validateSchedule() throws(ModelError) {
        try require(1...100_000 ~= schedule.timesteps, "schedule.timesteps", "must be 1 to 100000")
        func beta(_ value: Double?, _ field: String, _ needed: Bool) throws(ModelError) {
            guard needed else { return }
            try require(value.map { $0 > 0 && $0 < 1 } ?? false, field, "must lie between 0 and 1")
        }
        try beta(schedule.betaStart, "schedule.betaStart", schedule.kind == .linear)
        try beta(schedule.betaEnd, "schedule.betaEnd", schedule.kind != .squaredCosine)
    }

    private func validatePrompts() throws(ModelError) {
        try require(1...1_000 ~= prompts.count, "prompts", "must suggest 1 to 1000 prompts")
        var texts: Set<String> = []
        for (index, prompt) in prompts.enumerated() {
            try require(1...1_000 ~= prompt.text.utf8.count, "prompts[\(index)].text", "must have 1 to 1000 bytes")
            try require(texts.insert(prompt.text).inserted, "prompts[\(index)].text", "is there twice")
            try require(
                prompt.embedding.count == network.promptWidth, "prompts[\(index)].embedding",
                "must hold \(network.promptWidth) numbers, as network.promptWidth says, not \(prompt.embedding.count)")
            try require(
                prompt.embedding.allSatisfy(\.isFinite), "prompts[\(index)].embedding", "must hold finite numbers")
        }
        if let familiarity {
            try require(
                -1...1 ~= familiarity.midpoint && familiarity.steepness > 0 && familiarity.steepness <= 1_000,
                "familiarity", "must have a midpoint of -1 to 1 and a steepness above 0 and at most 1000")
            try require(
                familiarity.direction.map { $0.count == network.promptWidth && $0.allSatisfy(\.isFinite) } ?? true,
                "familiarity.direction", "must hold as many finite numbers as network.promptWidth says")
        }
        try require(texts.contains(defaults.prompt), "defaults.prompt", "must be one of prompts")
    }

    private func require(_ holds: Bool, _ field: String, _ problem: @autoclosure () -> String) throws(ModelError) {
        guard holds else { throw .manifest(field, problem()) }
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }

    static func explain(_ error: DecodingError) -> ModelError {
        switch error {
        case .keyNotFound(let key, let context):
            .manifest(path(context.codingPath + [key]), "is missing")
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            context.codingPath.isEmpty
                // The decoder does not say where a number is that fits no integer.
                ? ModelError(
                    .invalidManifest,
                    "model.json is not valid JSON, or a number in it should be an integer. Export the model again.")
                : .manifest(path(context.codingPath), "has a value that does not fit there")
        @unknown default:
            ModelError(.invalidManifest, "model.json cannot be read. Export the model again.")
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.reduce("") { path, key in
            if let index = key.intValue { return path + "[\(index)]" }
            return path.isEmpty ? key.stringValue : path + "." + key.stringValue
        }
    }
}
