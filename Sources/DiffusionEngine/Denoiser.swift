package import DiffusionModel

/// The network as the engine sees it. One caller at a time.
package protocol Denoiser: AnyObject {
    /// Numbers that `condition` makes of a prompt.
    var conditionWidth: Int { get }

    /// What every evaluation needs of a prompt (nil is the learned null vector): once a job.
    func condition(prompt: [Float]?) -> [Float]

    /// `x` and `prediction` are [batch, elements]; `timesteps` in 1...T [batch]; `prompts` [batch, conditionWidth] are what
    /// `condition` made. A picture's prediction depends on nothing else in the batch, to the last bit.
    func predict(
        _ x: UnsafeBufferPointer<Float>, timesteps: UnsafeBufferPointer<Int>, prompts: UnsafeBufferPointer<Float>,
        into prediction: UnsafeMutableBufferPointer<Float>)
}

extension UNet: Denoiser {}
