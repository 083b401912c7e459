import Synchronization
import WireProtocol

/// A request's answer, awaited by one task: resolved once, by the connection or by the task's cancellation.
final class PendingAnswer: Sendable {
    private enum State {
        case new
        case awaited(CheckedContinuation<ServerMessage, any Error>)
        case resolved(Result<ServerMessage, any Error>)
        case done
    }

    private let state = Mutex(State.new)

    /// Whether nobody waits any more.
    var isResolved: Bool {
        state.withLock { state in
            switch state {
            case .new, .awaited: false
            case .resolved, .done: true
            }
        }
    }

    func resolve(_ result: Result<ServerMessage, any Error>) {
        let continuation = state.withLock { state -> CheckedContinuation<ServerMessage, any Error>? in
            switch state {
            case .new:
                state = .resolved(result)
                return nil
            case .awaited(let continuation):
                state = .done
                return continuation
            case .resolved, .done:
                return nil
            }
        }
        continuation?.resume(with: result)
    }

    /// Waits for the answer. One task may do so, once.
    var value: ServerMessage {
        get async throws {
            try await withCheckedThrowingContinuation { continuation in
                let result = state.withLock { state -> Result<ServerMessage, any Error>? in
                    switch state {
                    case .new:
                        state = .awaited(continuation)
                        return nil
                    case .resolved(let result):
                        state = .done
                        return result
                    case .awaited, .done:
                        return .failure(CancellationError())
                    }
                }
                if let result { continuation.resume(with: result) }
            }
        }
    }
}
