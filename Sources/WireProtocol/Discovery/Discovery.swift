import NIOCore

/// What questions and answers of the search for servers have in common (specification, appendix A).
package enum Discovery {
    /// The group that questions go to, of the addresses for a site's own use (RFC 2365).
    package static let group = "239.255.74.33"
    /// The same number as TCP's.
    package static let port = ProtocolConstants.defaultPort

    enum Kind: UInt8 {
        case query = 1
        case answer = 2
    }

    private static let magic = Array("RVRD".utf8)
    private static let version: UInt8 = 1

    static func writeHeader(_ kind: Kind, into datagram: inout ByteBuffer) {
        datagram.writeBytes(magic)
        datagram.writeInteger(version)
        datagram.writeInteger(kind.rawValue)
    }

    static func readHeader(_ datagram: inout ByteBuffer) -> Kind? {
        guard datagram.readBytes(length: magic.count) == magic, datagram.readInteger(as: UInt8.self) == version
        else { return nil }
        return datagram.readInteger(as: UInt8.self).flatMap(Kind.init)
    }
}
