package import WireProtocol

/// The previews a job had made before somebody came to watch it. They are fetched one at a time, as the viewer takes them,
/// so that a long filmstrip costs a connection no memory.
package struct Filmstrip: Sendable {
    /// The first preview of a step above `step`; nil after the last. Must not block, and may be called on any thread.
    package let frame: @Sendable (_ step: UInt32) -> Preview?

    package init(frame: @escaping @Sendable (_ step: UInt32) -> Preview?) {
        self.frame = frame
    }
}
