package import Foundation
package import Logging

/// A line of JSON for each event: time, level, label, message, and the metadata by their own names.
package struct JSONLogHandler: LogHandler {
    let label: String
    package var logLevel = Logger.Level.info
    package var metadata: Logger.Metadata = [:]
    /// Takes a whole line, its end included.
    private let write: @Sendable (Data) -> Void

    package init(label: String, write: @escaping @Sendable (Data) -> Void = { FileHandle.standardError.write($0) }) {
        self.label = label
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var fields = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
        fields["time"] = Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        fields["level"] = event.level.rawValue
        fields["label"] = label
        fields["message"] = event.message.description
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Text alone always encodes.
        guard let line = try? encoder.encode(fields) else { return }
        write(line + Data("\n".utf8))
    }
}
