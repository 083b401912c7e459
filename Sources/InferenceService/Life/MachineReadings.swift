import Observability
import WireProtocol

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What Linux tells of the machine and of this process. What it does not tell is nil.
struct MachineReadings: Sendable {
    /// A file's text; nil if there is no such file.
    let read: @Sendable (_ path: String) -> String?

    /// `read` asks the machine itself.
    static let system = MachineReadings { path in
        // Files of /proc and /sys say that they are empty, so they are read until they end.
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// Memory of this process that is in RAM.
    var residentBytes: UInt64? {
        read("/proc/self/status").flatMap(ResidentMemory.bytes)
    }

    /// Of the whole machine, over the last minute.
    var load: Float? {
        read("/proc/loadavg")?.split(separator: " ").first.flatMap { Float($0) }
    }

    /// The hottest sensor, in hundredths of a degree Celsius.
    var temperature: Int16? {
        (0..<16).compactMap { zone -> Int16? in
            guard let text = read("/sys/class/thermal/thermal_zone\(zone)/temp"),
                let thousandths = Int(text.filter { !$0.isWhitespace })
            else { return nil }
            return Int16(exactly: thousandths / 10)
        }.max()
    }

    /// The Raspberry Pi's firmware: bit 0 under-voltage, 1 frequency capped, 2 throttled, 3 soft temperature limit, each as
    /// it is now.
    var throttling: Throttling {
        guard let text = read("/sys/devices/platform/soc/soc:firmware/get_throttled"),
            let bits = UInt64(text.filter { !$0.isWhitespace }, radix: 16)
        else { return .unknown }
        return bits & 0xF == 0 ? .no : .yes
    }
}
