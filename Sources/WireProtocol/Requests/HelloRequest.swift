package import NIOCore

/// A client's first message. Answered by WELCOME, or by CHALLENGE where a token is asked for.
///
/// The magic and the versions stand first in every version of the protocol, and what follows them is read only if there is
/// a version in common.
///
///     HELLO 0x0001
///     magic            4 bytes   "RVRI"
///     minimumVersion   u16
///     maximumVersion   u16
///     features         u32       the ones it would use; version 3 has none
///     clientNonce      16 bytes
///     client           string    its name and version, for people
package struct HelloRequest: WireMessage {
    package static let type = MessageType.hello

    package var minimumVersion: UInt16
    package var maximumVersion: UInt16
    package var features: UInt32
    package var clientNonce: Nonce
    package var client: String

    package init(
        minimumVersion: UInt16 = ProtocolConstants.versions.lowerBound,
        maximumVersion: UInt16 = ProtocolConstants.versions.upperBound, features: UInt32 = 0,
        clientNonce: Nonce = .random(), client: String
    ) {
        self.minimumVersion = minimumVersion
        self.maximumVersion = maximumVersion
        self.features = features
        self.clientNonce = clientNonce
        self.client = client
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        let magic: UInt32 = try reader.integer("magic")
        guard magic == ProtocolConstants.magic else { throw .invalidValue(field: "magic", value: UInt64(magic)) }
        minimumVersion = try reader.integer("minimumVersion")
        maximumVersion = try reader.integer("maximumVersion")
        guard Self.common(minimumVersion, maximumVersion, ProtocolConstants.versions) != nil else {
            throw .noCommonVersion(minimum: minimumVersion, maximum: maximumVersion)
        }
        features = try reader.integer("features")
        clientNonce = try Nonce(from: &reader, field: "clientNonce")
        client = try reader.string("client")
    }

    package func encode(into buffer: inout ByteBuffer) {
        buffer.writeInteger(ProtocolConstants.magic)
        buffer.writeInteger(minimumVersion)
        buffer.writeInteger(maximumVersion)
        buffer.writeInteger(features)
        clientNonce.encode(into: &buffer)
        buffer.writeField(client)
    }
}

extension HelloRequest {
    /// The highest version that both ends speak; nil if there is none.
    package func negotiated(with versions: ClosedRange<UInt16>) -> UInt16? {
        Self.common(minimumVersion, maximumVersion, versions)
    }

    private static func common(_ minimum: UInt16, _ maximum: UInt16, _ versions: ClosedRange<UInt16>) -> UInt16? {
        let version = min(maximum, versions.upperBound)
        return version >= max(minimum, versions.lowerBound) ? version : nil
    }
}
