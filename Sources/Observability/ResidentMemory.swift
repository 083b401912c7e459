#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Memory of a process that is in RAM, as Linux tells it.
package enum ResidentMemory {
    /// Of this process, in bytes; nil where `/proc` does not tell.
    package static var bytes: UInt64? {
        guard let file = fopen("/proc/self/status", "re") else { return nil }
        defer { fclose(file) }
        // Files of /proc say that they are empty, so they are read until they end.
        var text = [UInt8](repeating: 0, count: 8192)
        let count = fread(&text, 1, text.count, file)
        return bytes(status: String(decoding: text.prefix(count), as: UTF8.self))
    }

    /// From the text of `/proc/PID/status`.
    package static func bytes(status: String) -> UInt64? {
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
            let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ UInt64($0) })
        else { return nil }
        return kilobytes.multipliedReportingOverflow(by: 1024).partialValue
    }
}
