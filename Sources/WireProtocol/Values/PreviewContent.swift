/// What a preview shows.
package enum PreviewContent: UInt8, CaseIterable, Sendable {
    /// The clean picture that the model predicts at this step.
    case x0 = 0
    /// The noisy state itself.
    case xt = 1
}
