/// What a preview shows.
package enum PreviewContent: UInt8, CaseIterable, Sendable {
    /// The clean picture that the model predicts at this step.
    case x0 = 0
    /// The noisy state that it predicts it from.
    case xt = 1
    /// Every x0, then every x_t.
    case both = 2
}
