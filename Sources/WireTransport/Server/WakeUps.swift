import NIOCore

/// Connections that were given something to send and have not been told. Told together, they cost one wake-up for each
/// event loop instead of one for each connection: waking a thread takes longer than all the rest of handing over a preview.
package struct WakeUps: Sendable {
    private var connections: [ServerConnection] = []

    package init() {}

    mutating func add(_ connection: ServerConnection) { connections.append(connection) }

    /// Tells them; none is left.
    package mutating func wakeAll() {
        for its in Dictionary(grouping: connections, by: { ObjectIdentifier($0.channel.eventLoop) }).values {
            its.first?.channel.eventLoop.execute {
                for connection in its { connection.wake() }
            }
        }
        connections.removeAll(keepingCapacity: true)
    }
}
