/// What web UIs for diffusion models call samplers and the spacing of their steps.
package enum WebUIName {
    /// Ours, theirs. Those that are not here go by our name.
    private static let samplers = [
        ("ddpm", "DDPM"), ("ddim", "DDIM"), ("euler", "Euler"), ("euler-ancestral", "Euler a"), ("heun", "Heun"),
        ("dpmpp-2m", "DPM++ 2M"), ("dpmpp-2m-sde", "DPM++ 2M SDE"), ("unipc", "UniPC"),
    ]
    private static let spacings = [("karras", "Karras"), ("linspace", "Uniform"), ("trailing", "SGM Uniform")]

    /// Our names of all spacings.
    package static let ownSpacings = ["trailing", "linspace", "leading", "karras"]

    /// Their name for a sampler of ours.
    package static func sampler(_ name: String) -> String { samplers.first { $0.0 == name }?.1 ?? name }

    /// Their name for a spacing of ours.
    package static func spacing(_ name: String) -> String { spacings.first { $0.0 == name }?.1 ?? name }

    /// Our name for a sampler, by either name, whatever the case of its letters.
    package static func ownSampler(_ name: String) -> String {
        samplers.first { $0.1.lowercased() == name.lowercased() }?.0 ?? name.lowercased()
    }

    /// Our name for a spacing, by either name, whatever the case of its letters.
    package static func ownSpacing(_ name: String) -> String {
        spacings.first { $0.1.lowercased() == name.lowercased() }?.0 ?? name.lowercased()
    }
}
