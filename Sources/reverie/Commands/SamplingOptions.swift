import ArgumentParser

/// What most need not say about how pictures are drawn.
struct SamplingOptions: ParsableArguments {
    @Option(help: "Fresh noise a step, from 0 (none) to 1; for the sampler ddim. (default: 0)")
    var eta: Float?

    @Option(help: "Which timesteps the steps visit: trailing, linspace, leading or karras. (default: trailing)")
    var spacing: String?

    @Option(
        help: ArgumentHelp(
            "Clip predicted pictures at this quantile of theirs, for instance 0.995, and scale them back.",
            valueName: "quantile"))
    var dynamicThreshold: Float?

    @Option(help: "How much of the contrast that guidance adds is taken back, 0 to 1.")
    var guidanceRescale: Float?

    @Option(help: "Guide only at these shares of the noise's time, for instance 0.2:0.8.")
    var guidanceInterval: GuidanceInterval?

    @Option(help: ArgumentHelp("Turn the noise towards another seed's, 0 to 1 of the way.", valueName: "seed:strength"))
    var variation: NoiseVariation?

    func validate() throws {
        let shares: [(Float?, String)] = [
            (eta, "eta"), (dynamicThreshold, "dynamic-threshold"), (guidanceRescale, "guidance-rescale"),
        ]
        for (value, name) in shares {
            guard 0...1 ~= value ?? 0 else { throw ValidationError("--\(name) is a number from 0 to 1.") }
        }
    }

    var wish: RecipeWish {
        var wish = RecipeWish()
        (wish.eta, wish.spacing, wish.dynamicThreshold) = (eta, spacing, dynamicThreshold)
        wish.guidanceRescale = guidanceRescale
        wish.guidanceInterval = guidanceInterval.map { [$0.from, $0.to] }
        (wish.variationSeed, wish.variationStrength) = (variation?.seed, variation?.strength)
        return wish
    }
}

/// A picture to begin with, in place of noise.
struct StartOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Begin with this picture (PNG), brought to the model's size.", valueName: "file"),
        completion: .file(extensions: ["png"]))
    var from: String?

    @Option(help: "How much of that picture is drawn anew, as the share of the steps that are made, 0 to 1.")
    var strength: Float?

    @Option(
        help: ArgumentHelp(
            "Keep that picture where this one (PNG) is black, draw anew where it is white.", valueName: "file"),
        completion: .file(extensions: ["png"]))
    var mask: String?

    func validate() throws {
        guard 0...1 ~= strength ?? 0 else { throw ValidationError("--strength is a number from 0 to 1.") }
    }

    var wish: RecipeWish {
        var wish = RecipeWish()
        (wish.from, wish.strength, wish.mask) = (from, strength, mask)
        return wish
    }
}

/// `0.2:0.8`.
struct GuidanceInterval: ExpressibleByArgument, Equatable {
    let from: Float
    let to: Float

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let from = Float(parts[0]), let to = Float(parts[1]), 0 <= from, from <= to, to <= 1
        else { return nil }
        (self.from, self.to) = (from, to)
    }
}

/// `1234:0.3`.
struct NoiseVariation: ExpressibleByArgument, Equatable {
    let seed: UInt64
    let strength: Float

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let seed = UInt64(parts[0]), let strength = Float(parts[1]), 0...1 ~= strength
        else { return nil }
        (self.seed, self.strength) = (seed, strength)
    }
}
