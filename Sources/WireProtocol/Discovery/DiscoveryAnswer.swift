package import NIOCore

/// A server's answer to ``DiscoveryQuery``, to the address that the question came from (specification, appendix A). The
/// server's own address is the one that the answer comes from.
///
///     magic     4 bytes   "RVRD"
///     version   u8        1
///     kind      u8        2
///     nonce     8 bytes   the question's
///     port      u16       where the server listens for connections
///     flags     u8        bit 0: it asks for a token; bit 1: it speaks TLS; the others 0
///     host      u8 n, n bytes of UTF-8   what its machine calls itself, at most 64
///     server    u8 n, n bytes of UTF-8   its name and version, at most 64
package struct DiscoveryAnswer: Equatable, Sendable {
    package static let maximumTextBytes = 64

    package var nonce: UInt64
    package var port: UInt16
    package var asksForToken: Bool
    package var speaksTLS: Bool
    package var host: String
    package var server: String

    /// Texts that are too long are cut.
    package init(
        nonce: UInt64, port: UInt16, asksForToken: Bool, speaksTLS: Bool, host: String, server: String
    ) {
        self.nonce = nonce
        self.port = port
        self.asksForToken = asksForToken
        self.speaksTLS = speaksTLS
        self.host = Self.cut(host)
        self.server = Self.cut(server)
    }

    /// nil for a datagram that is no such answer, to its last byte.
    package init?(_ datagram: ByteBuffer) {
        var rest = datagram
        guard Discovery.readHeader(&rest) == .answer, let nonce = rest.readInteger(as: UInt64.self),
            let port = rest.readInteger(as: UInt16.self), port > 0, let flags = rest.readInteger(as: UInt8.self),
            flags & ~3 == 0, let host = Self.readText(&rest), let server = Self.readText(&rest),
            rest.readableBytes == 0
        else { return nil }
        self.nonce = nonce
        self.port = port
        (asksForToken, speaksTLS) = (flags & 1 != 0, flags & 2 != 0)
        self.host = host
        self.server = server
    }

    package var datagram: ByteBuffer {
        var datagram = ByteBuffer()
        Discovery.writeHeader(.answer, into: &datagram)
        datagram.writeInteger(nonce)
        datagram.writeInteger(port)
        datagram.writeInteger(UInt8(asksForToken ? 1 : 0) | UInt8(speaksTLS ? 2 : 0))
        for text in [host, server] {
            datagram.writeInteger(UInt8(clamping: text.utf8.count))
            datagram.writeString(text)
        }
        return datagram
    }

    private static func readText(_ datagram: inout ByteBuffer) -> String? {
        guard let count = datagram.readInteger(as: UInt8.self), count <= maximumTextBytes,
            let bytes = datagram.readBytes(length: Int(count))
        else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func cut(_ text: String) -> String {
        var cut = ""
        for character in text {
            guard cut.utf8.count + character.utf8.count <= maximumTextBytes else { break }
            cut.append(character)
        }
        return cut
    }
}
