import Glibc
import WireTransport

/// Something that goes on until it is done or somebody interrupts it.
struct InterruptibleRun: Sendable {
    enum Ending {
        case done(Result<Void, any Error>, signal: Int32?)
        /// Left; the jobs go on.
        case detached(signal: Int32?)
        /// The server did not say in time that the jobs are cancelled.
        case unconfirmed
        /// Left at once.
        case left(signal: Int32)
    }

    let live: LiveProgress
    var policy: InterruptPolicy
    /// How long the server has to confirm that the jobs are cancelled.
    var patience = Duration.seconds(2)
    /// Where the answer to the question is typed; nil if nobody can be asked.
    var keyboard: ControllingTerminal?

    private enum Input: Sendable {
        case signal(Int32)
        case key(UInt8?)
        case outOfPatience
        case done(Result<Void, any Error>)
    }

    /// - Parameters:
    ///   - fleet: the jobs; when they are cancelled, `body` ends too.
    ///   - body: is cancelled when the run ends otherwise.
    func run(
        signals: AsyncStream<Int32>, fleet: JobFleet,
        _ body: @escaping @Sendable () async throws -> Void
    ) async -> Ending {
        let (inputs, continuation) = AsyncStream.makeStream(of: Input.self)
        var tasks: [Task<Void, Never>] = [
            Task {
                for await signal in signals { continuation.yield(.signal(signal)) }
            },
            Task {
                do {
                    try await body()
                    continuation.yield(.done(.success(())))
                } catch {
                    continuation.yield(.done(.failure(error)))
                }
            },
        ]
        defer { for task in tasks { task.cancel() } }

        var policy = policy
        for await input in inputs {
            let action: InterruptPolicy.Action
            switch input {
            case .done(let result):
                // Nobody waits for an answer any more.
                try? await live.ask(nil)
                return .done(result, signal: policy.signal)
            case .outOfPatience: return .unconfirmed
            case .signal(let signal): action = policy.received(signal)
            case .key(let key): action = policy.answered(key)
            }
            switch action {
            case .ask:
                try? await live.ask(InterruptPolicy.question)
                tasks.append(Task { continuation.yield(.key(await key())) })
            case .goOn: try? await live.ask(nil)
            case .redraw: try? await live.draw()
            case .pause: try? await live.pause()
            case .detach: return .detached(signal: policy.signal)
            case .leave: return .left(signal: policy.signal ?? SIGINT)
            case .cancel:
                try? await live.cancel()
                tasks.append(Task { await fleet.cancel() })
                tasks.append(
                    Task { [patience] in
                        try? await Task.sleep(for: patience)
                        continuation.yield(.outOfPatience)
                    })
            }
        }
        return .unconfirmed
    }

    /// The next key that is pressed; nil when nobody waits for it any more.
    private func key() async -> UInt8? {
        guard let keyboard else { return nil }
        keyboard.dropInput()
        while !Task.isCancelled {
            if let key = await keyboard.nextKey(within: .milliseconds(100)) { return key }
        }
        return nil
    }
}
