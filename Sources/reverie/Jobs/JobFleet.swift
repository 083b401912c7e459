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
    /// Those that run, and those alone.
    private let running = Mutex<[Int: JobID]>([:])

    init(client: LastingClient, window: Int) {
        self.client = client
        self.window = window
    }

    /// By their places.
    var runningJobs: [Int: JobID] { running.withLock(\.self) }

    /// Runs all of them to their ends. The first that throws ends the watching of the others.
    func run(_ requests: [SubmitRequest], _ handle: @escaping Handler) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (job, request) in requests.enumerated() {
                if job >= window { try await group.next() }
                group.addTask { try await self.run(job, request, handle) }
            }
            try await group.waitForAll()
        }
    }

    /// Runs one to its end. Where there are others, a server that is busy is asked again after a while.
    func run(_ job: Int, _ request: SubmitRequest, _ handle: @escaping Handler) async throws {
        var backOff = BackOff(first: .milliseconds(500))
        while true {
            do {
                let (accepted, events) = try await client.submit(request)
                running.withLock { $0[job] = accepted.job }
                try await handle(job, .accepted(accepted))
                return try await watch(job, events, handle)
            } catch let error as WireError where error.code == .busy && window > 1 {
                try await Task.sleep(for: backOff.next(.random(in: 0.5...1)))
            }
        }
    }

    /// Watches one to its end.
    func watch(_ job: Int, _ events: LastingEvents, _ handle: @escaping Handler) async throws {
        running.withLock { $0[job] = events.job }
        let (losses, lost) = AsyncStream.makeStream(of: Void.self)
        defer { lost.finish() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in losses { try await handle(job, .lost) }
            }
            group.addTask {
                defer { lost.finish() }
                for try await event in events.onLoss({ _ in lost.yield() }) {
                    if event.isTerminal { self.running.withLock { $0[job] = nil } }
                    try await handle(job, .event(event))
                }
                try Task.checkCancellation()
            }
            try await group.waitForAll()
        }
    }

    /// Asks the server to end all jobs that run, and waits for its answers.
    func cancel() async {
        await withTaskGroup { group in
            for job in runningJobs.values {
                // One that has just ended cannot be cancelled, which is as good.
                group.addTask { [client] in _ = try? await client.connection().cancel(job) }
            }
        }
    }
}
