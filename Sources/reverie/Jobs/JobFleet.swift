import Synchronization
import WireProtocol
import WireTransport

/// Jobs that are asked for and watched side by side.
final class JobFleet: Sendable {
    enum News: Sendable {
        case accepted(Accepted)
        /// The connection is lost for the moment.
        case lost
        case event(JobEvent)
    }

    typealias Handler = @Sendable (_ job: Int, _ news: News) async throws -> Void

    private let client: LastingClient
    /// Jobs that are under way at a time.
    private let window: Int
    /// Whether every preview that comes is told, however slowly they are taken.
    private let keepsPreviews: Bool
    private let state = Mutex(State())

    private struct State {
        /// Those that run, and those alone.
        var running: [Int: JobID] = [:]
        var isCancelling = false
        /// Whether any was cancelled with the others.
        var hasCancelled = false
    }

    init(client: LastingClient, window: Int, keepsPreviews: Bool = false) {
        self.client = client
        self.window = window
        self.keepsPreviews = keepsPreviews
    }

    /// By their places.
    var runningJobs: [Int: JobID] { state.withLock(\.running) }

    private var isCancelling: Bool { state.withLock(\.isCancelling) }

    /// Runs all of them to their ends. The first that throws ends the watching of the others, unless all are being cancelled.
    func run(_ requests: [SubmitRequest], _ handle: @escaping Handler) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (job, request) in requests.enumerated() {
                if job >= window { try await group.next() }
                group.addTask {
                    try await self.outlastingCancels { try await self.run(job, request, handle) }
                }
            }
            try await group.waitForAll()
        }
        try checkCancels()
    }

    /// While all are being cancelled, one that is cancelled is no reason to leave the others alone: the server is yet to be
    /// asked for them, or to answer.
    func outlastingCancels(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch is JobCancelled where isCancelling {
            state.withLock { $0.hasCancelled = true }
        }
    }

    /// - Throws: `JobCancelled` if any was cancelled with the others.
    func checkCancels() throws {
        if state.withLock(\.hasCancelled) { throw JobCancelled() }
    }

    /// Runs one to its end. Where there are others, a server that is busy is asked again after a while.
    func run(_ job: Int, _ request: SubmitRequest, _ handle: @escaping Handler) async throws {
        var backOff = BackOff(first: .milliseconds(500))
        while true {
            if isCancelling { throw JobCancelled() }
            do {
                let (accepted, events) = try await client.submit(request, keepsPreviews: keepsPreviews)
                let isLate = state.withLock { state in
                    state.running[job] = accepted.job
                    return state.isCancelling
                }
                // It was on its way when the others were cancelled.
                if isLate { _ = try? await client.connection().cancel(accepted.job) }
                try await handle(job, .accepted(accepted))
                return try await watch(job, events, handle)
            } catch let error as WireError where error.code == .busy && window > 1 {
                try await Task.sleep(for: backOff.next(.random(in: 0.5...1)))
            }
        }
    }

    /// Watches one to its end.
    func watch(_ job: Int, _ events: LastingEvents, _ handle: @escaping Handler) async throws {
        state.withLock { $0.running[job] = events.job }
        let (losses, lost) = AsyncStream.makeStream(of: Void.self)
        defer { lost.finish() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in losses { try await handle(job, .lost) }
            }
            group.addTask {
                defer { lost.finish() }
                for try await event in events.onLoss({ _ in lost.yield() }) {
                    if event.isTerminal { self.state.withLock { $0.running[job] = nil } }
                    try await handle(job, .event(event))
                }
                try Task.checkCancellation()
            }
            try await group.waitForAll()
        }
    }

    /// Asks the server to end all jobs that run, and waits for its answers. No others are asked for any more.
    func cancel() async {
        let jobs = state.withLock { state in
            state.isCancelling = true
            return state.running.values
        }
        await withTaskGroup { group in
            for job in jobs {
                // One that has just ended cannot be cancelled, which is as good.
                group.addTask { [client] in _ = try? await client.connection().cancel(job) }
            }
        }
    }
}
