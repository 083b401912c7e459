/// A refusal, as a service throws it and as a client receives it.
package struct WireError: Error, Sendable, Equatable {
    package var code: WireErrorCode
    /// A sentence for the person who asked, which says what to do.
    package var message: String
    /// Whether the same request may succeed later.
    package var retryable: Bool

    /// - Parameter retryable: what the code says by itself, unless given.
    package init(code: WireErrorCode, message: String, retryable: Bool? = nil) {
        self.code = code
        self.message = message
        self.retryable = retryable ?? code.isRetryable
    }
}

extension WireError: CustomStringConvertible {
    package var description: String { message }
}
