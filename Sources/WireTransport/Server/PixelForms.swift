import Synchronization
import WireProtocol

/// An event's pixels in the forms that its viewers asked for. Each is made once, for the first who is sent it, and kept for
/// the others as long as the event is on its way to one of them.
final class PixelForms: Sendable {
    struct Form: Hashable {
        /// nil for a picture, which has one content.
        var content: PreviewContent?
        var encoding: PixelEncoding
    }

    private let made = Mutex<[Form: [UInt8]]>([:])

    /// - Parameter make: called for the first who asks for `form`, while others wait; nil if it cannot be made.
    func pixels(_ form: Form, make: () -> [UInt8]?) -> [UInt8]? {
        made.withLock { made in
            if let pixels = made[form] { return pixels }
            made[form] = make()
            return made[form]
        }
    }
}
