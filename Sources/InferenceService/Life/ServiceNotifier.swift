#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Tells the service manager how the process is (sd_notify(3)): a datagram to the socket that it named. Without one, nobody
/// is told.
package struct ServiceNotifier: Sendable {
    private let send: (@Sendable (String) -> Void)?
    /// Between two signs of life, half of what the manager waits for; nil if it waits for none.
    package let watchdogInterval: Duration?

    /// - Parameter environment: of the process; `NOTIFY_SOCKET` and `WATCHDOG_USEC` are looked at.
    package init(environment: [String: String]) {
        self.init(environment: environment) { path in { Self.send($0, to: path) } }
    }

    init(environment: [String: String], socket: (String) -> @Sendable (String) -> Void) {
        send = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : socket($0) }
        watchdogInterval = environment["WATCHDOG_USEC"].flatMap { Int64($0) }.flatMap {
            $0 > 0 ? .microseconds($0 / 2) : nil
        }
    }

    /// The port is open.
    package func ready(_ status: String) { send?("READY=1\nSTATUS=\(status)") }

    package func stopping() { send?("STOPPING=1") }

    package func alive() { send?("WATCHDOG=1") }

    /// `path` begins with "@" for a name in Linux's abstract space.
    private static func send(_ message: String, to path: String) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let file = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard file >= 0 else { return }
        defer { close(file) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let text = Array(message.utf8)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { sendto(file, text, text.count, 0, $0, length) }
        }
    }
}
