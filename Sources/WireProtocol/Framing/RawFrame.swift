package import NIOCore

/// A frame whose payload has not been looked at.
///
///     length   u32   bytes after this field
///     type     u16
///     request  u32
///     payload  length - 6 bytes
package struct RawFrame: Sendable, Equatable {
    package var type: UInt16
    package var request: UInt32
    package var payload: ByteBuffer

    package init(type: UInt16, request: UInt32, payload: ByteBuffer) {
        self.type = type
        self.request = request
        self.payload = payload
    }
}
