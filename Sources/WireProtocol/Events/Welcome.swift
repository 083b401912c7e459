package import NIOCore

/// Answers HELLO, or AUTHENTICATE where a token is asked for: the version that both ends speak from here on, and the server's limits.
///
///     WELCOME 0x8001
///     version               u16
///     features              u32      the ones in force
///     maximumRequestBytes   u32      the most a request's length field may say
///     maximumCount          u8       pictures a job
///     maximumSteps          u32
///     maximumPromptBytes    u32      of UTF-8, for either prompt
///     proof                 32 bytes that the server has the token too; zeros where none is asked for
///     server                string   its name and version, for people
package struct Welcome: WireMessage {
    package static let type = MessageType.welcome

    package var version: UInt16
    package var features: UInt32
    package var maximumRequestBytes: UInt32
    package var maximumCount: UInt8
    package var maximumSteps: UInt32
    package var maximumPromptBytes: UInt32
    package var proof: Proof
    package var server: String

    package init(
        version: UInt16 = ProtocolConstants.versions.upperBound, features: UInt32 = 0,
        maximumRequestBytes: UInt32 = UInt32(ProtocolConstants.maximumRequestLength), maximumCount: UInt8,
        maximumSteps: UInt32, maximumPromptBytes: UInt32, proof: Proof = .none, server: String
    ) {
        self.version = version
        self.features = features
        self.maximumRequestBytes = maximumRequestBytes
        self.maximumCount = maximumCount
        self.maximumSteps = maximumSteps
        self.maximumPromptBytes = maximumPromptBytes
        self.proof = proof
        self.server = server
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        version = try reader.integer("version")
        features = try reader.integer("features")
        maximumRequestBytes = try reader.integer("maximumRequestBytes")
        maximumCount = try reader.integer("maximumCount")
        maximumSteps = try reader.integer("maximumSteps")
        maximumPromptBytes = try reader.integer("maximumPromptBytes")
        proof = try Proof(from: &reader, field: "proof")
        server = try reader.string("server")
    }

    package func encode(into buffer: inout ByteBuffer) {
        buffer.writeInteger(version)
        buffer.writeInteger(features)
        buffer.writeInteger(maximumRequestBytes)
        buffer.writeInteger(maximumCount)
        buffer.writeInteger(maximumSteps)
        buffer.writeInteger(maximumPromptBytes)
        proof.encode(into: &buffer)
        buffer.writeField(server)
    }
}
