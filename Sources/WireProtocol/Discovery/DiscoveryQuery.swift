package import NIOCore

/// Asks which servers there are in the local network: one datagram to a multicast group (specification, appendix A).
///
///     magic     4 bytes   "RVRD"
///     version   u8        1
///     kind      u8        1
///     nonce     8 bytes   random; the answers carry it
///     padding   zeros up to ``byteCount`` bytes, so that no answer is longer than its question
package struct DiscoveryQuery: Equatable, Sendable {
    package static let byteCount = 256

    package var nonce: UInt64

    package init(nonce: UInt64 = .random(in: 0...UInt64.max)) {
        self.nonce = nonce
    }

    /// nil for a datagram that is no such question.
    package init?(_ datagram: ByteBuffer) {
        var rest = datagram
        guard datagram.readableBytes == Self.byteCount, Discovery.readHeader(&rest) == .query,
            let nonce = rest.readInteger(as: UInt64.self)
        else { return nil }
        self.nonce = nonce
    }

    package var datagram: ByteBuffer {
        var datagram = ByteBuffer()
        Discovery.writeHeader(.query, into: &datagram)
        datagram.writeInteger(nonce)
        datagram.writeRepeatingByte(0, count: Self.byteCount - datagram.readableBytes)
        return datagram
    }
}
