import Synchronization

/// What one closure hands to the next.
final class Box: Sendable {
    private let text: Mutex<String>

    init(_ value: String) { text = Mutex(value) }

    var value: String {
        get { text.withLock { $0 } }
        set { text.withLock { $0 = newValue } }
    }
}
