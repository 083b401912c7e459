package import DiffusionModel

/// The network as the engine sees it. One caller at a time.
package protocol Denoiser: AnyObject {
    /// `x` and `prediction` are [batch, elements]; `timesteps` in 1...T and `prompts` (nil is the learned null vector) have
    /// `batch` entries. A picture's prediction depends on nothing else in the batch, to the last bit.
    func predict(
        _ x: UnsafeBufferPointer<Float>, timesteps: [Int], prompts: [[Float]?],
        into prediction: UnsafeMutableBufferPointer<Float>)
}

extension UNet: Denoiser {}
