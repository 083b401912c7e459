package import WireProtocol

/// What a service answers an ATTACH with.
package struct Attachment: Sendable {
    package var attached: Attached
    /// What was made before the viewer came. The viewer is sent only what comes after it.
    package var filmstrip: Filmstrip?

    package init(attached: Attached, filmstrip: Filmstrip? = nil) {
        self.attached = attached
        self.filmstrip = filmstrip
    }
}
