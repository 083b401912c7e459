extension Duration {
    /// nil for the value that says nobody can tell.
    package init?(wireMilliseconds: UInt32) {
        guard wireMilliseconds != ProtocolConstants.unknownMilliseconds else { return nil }
        self = .milliseconds(Int64(wireMilliseconds))
    }

    /// Whole milliseconds as the wire carries them: none below zero, and at most the largest that is not "unknown".
    package var wireMilliseconds: UInt32 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow, product < Int64(UInt32.max) else { return ProtocolConstants.unknownMilliseconds - 1 }
        return UInt32(min(product + attoseconds / 1_000_000_000_000_000, Int64(UInt32.max) - 1))
    }
}
