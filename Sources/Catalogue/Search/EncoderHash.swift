/// The SHA-256 of an encoder's weights. Only vectors of the same encoder can be compared.
package struct EncoderHash: Hashable, Sendable {
    package static let byteCount = 32

    package let bytes: [UInt8]

    /// nil for anything else than 32 bytes.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == EncoderHash.byteCount else { return nil }
        self.bytes = Array(bytes)
    }
}
