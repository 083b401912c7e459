import Synchronization

/// The connections a server has, each with the task that carries its requests to the service.
final class ConnectionRegistry: Sendable {
    private struct State {
        var connections: [ObjectIdentifier: (connection: ServerConnection, task: Task<Void, Never>)] = [:]
        var farewell: String?
    }

    private let maximum: Int
    private let state = Mutex(State())

    init(maximum: Int) {
        self.maximum = maximum
    }

    /// Takes a new connection in, or tells it that it has to go. It stays until its task ends.
    func add(_ connection: ServerConnection, serving service: any WireService) {
        state.withLock { state in
            if let farewell = state.farewell {
                connection.withState { $0.shutDown(farewell) }
            } else if state.connections.count >= maximum {
                connection.withState { $0.turnAway() }
            }
            let id = ObjectIdentifier(connection)
            let task = Task {
                await connection.serve(service) { self.state.withLock { $0.connections.count } }
                self.state.withLock { $0.connections[id] = nil }
            }
            state.connections[id] = (connection, task)
        }
    }

    /// Tells every connection that the server will stop.
    func announce(_ farewell: String) {
        let connections = state.withLock { $0.connections.values.map(\.connection) }
        for connection in connections { connection.announce(farewell) }
    }

    /// Tells every connection, and those still to come, that the server stops.
    func shutDown(_ farewell: String) {
        let connections = state.withLock { state in
            state.farewell = farewell
            return state.connections.values.map(\.connection)
        }
        for connection in connections { connection.shutDown(farewell) }
    }

    /// Returns when the service has been told of the end of every connection.
    func waitUntilEmpty() async {
        while let task = state.withLock({ $0.connections.values.first?.task }) { await task.value }
    }
}
