import FoundationEssentials

/// One event of an event stream (HTML Standard, section 9.2.6).
struct ServerSentEvent: Sendable, Equatable {
    /// A line that readers skip.
    static let comment = ":\n\n"

    /// A client that connects again sends the last id it got, and goes on from there. Previews have none: they count for
    /// nothing when the stream goes on.
    let id: String?
    let name: String
    /// JSON, which has no line breaks here: they are escaped within its strings.
    let data: String

    init(id: String? = nil, name: String, _ value: some Encodable) {
        self.id = id
        self.name = name
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Events hold finite numbers and strings only, which always encode.
        data = (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }

    var text: String {
        (id.map { "id: \($0)\n" } ?? "") + "event: \(name)\ndata: \(data)\n\n"
    }
}
