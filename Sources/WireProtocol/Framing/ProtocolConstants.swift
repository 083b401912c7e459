/// The numbers that both ends agree on before a byte is exchanged (specification, sections 2 and 3).
package enum ProtocolConstants {
    /// The versions this code speaks, lowest to highest.
    package static let versions: ClosedRange<UInt16> = 3...3

    /// The port a server listens on unless told otherwise.
    package static let defaultPort = 7433

    /// The four bytes that open a HELLO: "RVRI".
    package static let magic: UInt32 = 0x5256_5249

    /// Bytes of a frame's type and request fields, which every frame has: the least its length field may say.
    package static let minimumFrameLength = 6

    /// The most the length field of a frame toward the server may say.
    package static let maximumRequestLength = 65_536

    /// The most the length field of a frame toward the client may say.
    package static let maximumEventLength = 16 * 1024 * 1024

    /// What a field of milliseconds holds when nobody can tell yet.
    package static let unknownMilliseconds = UInt32.max
}
