import Tensor

/// An activation that the encoder keeps for the decoder, and beside it room for what the decoder makes: together they are the
/// decoder's input, which nobody needs to copy together.
struct Skip {
    /// The decoder's channels, then the encoder's, as many.
    let joined: FeatureSlot

    /// `shape` is that of one half.
    init(_ shape: FeatureShape, _ builder: inout NetworkBuilder) {
        joined = builder.reserve(shape.with(channels: 2 * shape.channels))
    }

    private var channels: Int { joined.shape.channels / 2 }
    var beside: FeatureSlot { joined.channels(0..<channels) }
    var own: FeatureSlot { joined.channels(channels..<2 * channels) }
}
