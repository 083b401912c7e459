/// What the latest texts came to. Texts are told apart by their bytes: two spellings of one character are two texts.
struct RecentTexts<Value> {
    private let capacity: Int
    private var entries: [[UInt8]: (value: Value, lastUse: UInt64)] = [:]
    private var uses: UInt64 = 0

    /// A longer text is not remembered: with the number of texts that bounds the memory.
    static var maximumBytes: Int { 2_048 }

    init(capacity: Int) { self.capacity = capacity }

    subscript(text: String) -> Value? {
        mutating get {
            let key = Array(text.utf8)
            guard let value = entries[key]?.value else { return nil }
            remember(value, for: text)
            return value
        }
    }

    /// Forgets the text that was asked for longest ago if there are too many.
    mutating func remember(_ value: Value, for text: String) {
        guard text.utf8.count <= Self.maximumBytes else { return }
        uses += 1
        entries[Array(text.utf8)] = (value, uses)
        guard entries.count > capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
            return
        }
        entries[oldest.key] = nil
    }
}
