/// Who asks, as far as a server can tell: what quotas go by.
///
/// Programs of the same machine are told apart by what they call themselves in HELLO. Others are their address alone, since
/// a name costs nothing.
package struct ClientIdentity: Hashable, Sendable {
    /// The peer's IP address, without its port.
    package let address: String
    /// What it calls itself; empty unless it is of this machine.
    package let name: String

    package init(address: String, name: String) {
        self.address = address
        self.name = Self.isLoopback(address) ? name : ""
    }

    private static func isLoopback(_ address: String) -> Bool {
        address.hasPrefix("127.") || address == "::1" || address.hasPrefix("::ffff:127.")
    }
}

extension ClientIdentity: CustomStringConvertible {
    package var description: String { name.isEmpty ? address : "\(address) \(name)" }
}
