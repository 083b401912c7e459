/// Where a request belongs in a trace that spans several services: W3C Trace Context, section 3.2, `traceparent`.
package struct TraceContext: Sendable, Equatable, CustomStringConvertible {
    /// 32 lower-case hexadecimal digits, not all 0.
    package let traceID: String
    /// 16 of them, not all 0: the span that a callee's spans lie in.
    package let spanID: String
    package let isSampled: Bool

    /// As a header carries it.
    package var description: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    /// nil for a text that is none. Versions after this one are read as this one, as the standard asks.
    package init?(header: String) {
        let parts = header.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, Self.isHexadecimal(parts[0], 2), parts[0] != "ff",
            Self.isHexadecimal(parts[1], 32), Self.isHexadecimal(parts[2], 16), Self.isHexadecimal(parts[3], 2),
            parts[0] != "00" || parts.count == 4, parts[1].contains(where: { $0 != "0" }),
            parts[2].contains(where: { $0 != "0" })
        else { return nil }
        traceID = String(parts[1])
        spanID = String(parts[2])
        isSampled = UInt8(parts[3], radix: 16).map { $0 & 1 == 1 } ?? false
    }

    private init(traceID: String, isSampled: Bool) {
        self.traceID = traceID
        spanID = Self.digits(.random(in: 1...UInt64.max))
        self.isSampled = isSampled
    }

    /// A trace that begins here.
    package static func root() -> TraceContext {
        TraceContext(
            traceID: digits(.random(in: 1...UInt64.max)) + digits(.random(in: 0...UInt64.max)), isSampled: true)
    }

    /// A span of one's own within the trace.
    package func child() -> TraceContext { TraceContext(traceID: traceID, isSampled: isSampled) }

    private static func isHexadecimal(_ text: Substring, _ count: Int) -> Bool {
        text.utf8.count == count && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func digits(_ number: UInt64) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}
