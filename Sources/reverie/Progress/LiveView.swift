import WireTransport

/// What is drawn over and over while jobs go on. A pure value.
protocol LiveView: Sendable {
    /// - Parameter time: of any one clock.
    mutating func apply(_ event: JobEvent, of job: Int, at time: Duration)
    /// The connection is lost for the moment.
    mutating func lose()
    /// In the place of the status; nil takes it away.
    mutating func ask(_ question: String?)
    mutating func cancel()
    /// Never more than the size allows.
    func drawing(_ style: Display.Style, size: TerminalSize) -> Drawing
}
