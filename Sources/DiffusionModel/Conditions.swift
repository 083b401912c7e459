/// What `UNet.condition` made of the prompts of a batch, a row for each picture: what the conditioning needs, then the sketch.
struct Conditions: @unchecked Sendable {
    let start: UnsafePointer<Float>
    /// Numbers in a row.
    let stride: Int

    func row(_ picture: Int) -> UnsafePointer<Float> { start + picture * stride }
}
