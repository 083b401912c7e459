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
        case key(UInt8)
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
        var tasks = [
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
        var answer: Task<Void, Never>?
        var policy = policy
        var ending: Ending?
        watching: for await input in inputs {
            let action: InterruptPolicy.Action
            switch input {
            case .done(let result):
                ending = .done(result, signal: policy.signal)
                break watching
            case .outOfPatience: break watching
            case .signal(let signal): action = policy.received(signal)
            case .key(let key): action = policy.answered(key)
            }
            switch action {
            case .ask:
                // First, or an answer of quick fingers would be forgotten with what was typed before.
                keyboard?.beginKeys()
                try? await live.ask(InterruptPolicy.question)
                answer = Task {
                    if let key = await key() { continuation.yield(.key(key)) }
                }
            case .goOn:
                keyboard?.endKeys()
                try? await live.ask(nil)
            case .redraw: try? await live.draw()
            case .pause:
                keyboard?.endKeys()
                try? await live.pause()
                if policy.isAsking { keyboard?.beginKeys() }
            case .detach:
                ending = .detached(signal: policy.signal)
                break watching
            case .leave:
                ending = .left(signal: policy.signal ?? SIGINT)
                break watching
            case .cancel:
                keyboard?.endKeys()
                try? await live.cancel()
                tasks.append(Task { await fleet.cancel() })
                tasks.append(
                    Task { [patience] in
                        try? await Task.sleep(for: patience)
                        continuation.yield(.outOfPatience)
                    })
            }
        }
        for task in tasks { task.cancel() }
        // Nobody waits for an answer any more, and whoever reads the keyboard next is not to share it.
        keyboard?.endKeys()
        try? await live.ask(nil)
        answer?.cancel()
        await answer?.value
        return ending ?? .unconfirmed
    }

    /// The next key that is pressed; nil when nobody waits for it any more.
    private func key() async -> UInt8? {
        guard let keyboard else { return nil }
        while !Task.isCancelled {
            if let key = await keyboard.nextKey(within: .milliseconds(100)) { return key }
        }
        return nil
    }
}
