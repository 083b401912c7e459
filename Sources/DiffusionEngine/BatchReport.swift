/// One call of a network, for whoever keeps figures.
package struct BatchReport: Sendable, Equatable {
    /// The model's name.
    package let model: String
    /// Evaluations that shared the batch.
    package let rows: Int
    package let duration: Duration
}
