package import NIOCore

/// A client's first message. Answered by WELCOME.
///
///     HELLO 0x0001
///     magic            4 bytes   "RVRI"
///     minimumVersion   u16
///     maximumVersion   u16
///     features         u32       the ones it would use; version 1 has none
///     client           string    its name and version, for people
package struct HelloRequest: WireMessage {
    package static let type = MessageType.hello

    package var minimumVersion: UInt16
    package var maximumVersion: UInt16
    package var features: UInt32
    package var client: String

    package init(
        minimumVersion: UInt16 = ProtocolConstants.versions.lowerBound,
        maximumVersion: UInt16 = ProtocolConstants.versions.upperBound, features: UInt32 = 0, client: String
    ) {
        self.minimumVersion = minimumVersion
        self.maximumVersion = maximumVersion
        self.features = features
        self.client = client
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        let magic: UInt32 = try reader.integer("magic")
        guard magic == ProtocolConstants.magic else { throw .invalidValue(field: "magic", value: UInt64(magic)) }
        minimumVersion = try reader.integer("minimumVersion")
        maximumVersion = try reader.integer("maximumVersion")
        features = try reader.integer("features")
        client = try reader.string("client")
    }

    package func encode(into buffer: inout ByteBuffer) {
        buffer.writeInteger(ProtocolConstants.magic)
        buffer.writeInteger(minimumVersion)
        buffer.writeInteger(maximumVersion)
        buffer.writeInteger(features)
        buffer.writeField(client)
    }
}

extension HelloRequest {
    /// The highest version that both ends speak; nil if there is none.
    package func negotiated(with versions: ClosedRange<UInt16>) -> UInt16? {
        let version = min(maximumVersion, versions.upperBound)
        return version >= max(minimumVersion, versions.lowerBound) ? version : nil
    }
}
