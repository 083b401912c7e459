/// Classifier-free guidance (Ho & Salimans 2022).
package enum Guidance {
    /// guided = unconditional + scale (conditional - unconditional): 0 ignores the prompt, 1 is the prompt's own
    /// prediction, more exaggerates what the prompt changes. All four buffers have the same length; `guided` may be
    /// either of the others.
    package static func combine(
        conditional: UnsafeBufferPointer<Float>, unconditional: UnsafeBufferPointer<Float>, scale: Float,
        into guided: UnsafeMutableBufferPointer<Float>
    ) {
        precondition(conditional.count == guided.count && unconditional.count == guided.count)
        for index in guided.indices {
            guided[index] = unconditional[index] + scale * (conditional[index] - unconditional[index])
        }
    }
}
