/// What a command with `--json` prints: a line for each thing that happens. `reverie schema` tells what the lines hold.
struct Report: Equatable, Sendable {
    let event: String
    let members: [JSONValue.Member]

    init(_ event: String, _ members: KeyValuePairs<String, JSONValue> = [:]) {
        self.event = event
        self.members = members.map { JSONValue.Member(key: $0.key, value: $0.value) }
    }

    init(_ event: String, _ members: [JSONValue.Member]) {
        self.event = event
        self.members = members
    }

    /// With the line's end.
    var line: String {
        JSONValue.object([JSONValue.Member(key: "event", value: .text(event))] + members).encoded + "\n"
    }
}
