import WireProtocol

/// How a frame's pixels, if it has any, are to be packed.
struct Packing {
    var encoding: PixelEncoding
    /// Shared with the other viewers of the event.
    var forms = PixelForms()
}
