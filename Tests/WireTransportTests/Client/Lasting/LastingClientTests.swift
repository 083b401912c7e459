import Logging
import Synchronization
import TestSupport
import Testing
import WireProtocol
import WireTransport

/// Clients whose connections, and whose servers, come and go.
@Suite(.timeLimit(.minutes(2)))
struct LastingClientTests {
    /// A client of the server on `port` that waits next to nothing between attempts.
    private func client(_ port: Int) -> LastingClient {
        var timing = ReconnectTiming.system
        timing.backOff = BackOff(first: .milliseconds(1), longest: .milliseconds(5))
        return LastingClient(timing: timing) {
            try await WireClient.connect(
                to: ServerAddress(host: "127.0.0.1", port: port), clientName: "test/1", logger: nil)
        }
    }

    /// The whole of a job once, in order, whatever happened on the way.
    private func expectWhole(_ events: [JobEvent], pictures: UInt8) {
        var steps: [UInt32] = []
        var indices: [UInt8] = []
        var starts = 0
        for event in events {
            switch event {
            case .started: starts += 1
            case .preview(let preview): steps.append(preview.step)
            case .image(let image): indices.append(image.index)
            case .queued, .finished, .cancelled, .failed: break
            }
        }
        #expect(starts == 1)
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 < $1 })
        #expect(indices == Array(0..<pictures))
        #expect(events.count { $0.isTerminal } == 1 && events.last?.isTerminal == true)
    }

    @Test func aJobIsWatchedToItsEndOverManyConnections() async throws {
        let service = ScriptedService()
        try await withServer(service) { server in
            let client = client(server.port)
            let (_, events) = try await client.submit(.scripted("slow", count: 3, steps: 300))
            let losses = Mutex(0)
            var all: [JobEvent] = []
            for try await event in events.onLoss({ _ in losses.withLock { $0 += 1 } }) {
                all.append(event)
                if all.count.isMultiple(of: 2), all.count <= 20 { try await client.connection().close() }
            }
            expectWhole(all, pictures: 3)
            #expect(losses.withLock { $0 } > 0)
            await client.close()
        }
        #expect(service.jobCount == 1)
    }

    @Test func aJobIsFoundAgainOnAServerThatWasStartedAnew() async throws {
        let service = ScriptedService()
        let first = try await WireServer.bind(
            host: "127.0.0.1", port: 0, service: service, logger: .init(label: "test"))
        let client = client(first.port)
        let (accepted, events) = try await client.submit(.scripted("wait", steps: 10))
        let watching = Task {
            var all: [JobEvent] = []
            for try await event in events { all.append(event) }
            return all
        }
        try await eventually("the job has done its steps") { service.runningCount == 1 }
        await first.shutdown(goingAway: "Back in a moment.")
        try await withServer(service, port: first.port) { _ in
            try await eventually("it is watched again") { service.watcherCount == 1 }
            _ = try await client.connection().cancel(accepted.job)
            let all = try await watching.value
            guard case .cancelled? = all.last else { return #expect(Bool(false), "\(all)") }
            expectWhole(all, pictures: 0)
            await client.close()
        }
    }

    @Test func aServerThatForgotTheJobIsNotAskedForEver() async throws {
        let first = try await WireServer.bind(
            host: "127.0.0.1", port: 0, service: ScriptedService(), logger: .init(label: "test"))
        let client = client(first.port)
        let (_, events) = try await client.submit(.scripted("wait"))
        await first.shutdown(goingAway: "Back in a moment.")
        try await withServer(ScriptedService(), port: first.port) { _ in
            let error = await #expect(throws: ConnectionError.self) { for try await _ in events {} }
            #expect(error?.code == .jobForgotten)
            await client.close()
        }
    }

    @Test func aSubmitWhoseAnswerWasNotSeenMakesOneJob() async throws {
        let service = ScriptedService()
        try await withServer(service) { server in
            let client = client(server.port)
            _ = try await client.connection()
            async let submitted = client.submit(.scripted("slow to accept"))
            try await eventually("it has come to the server") { service.jobCount == 1 }
            try await client.connection().close()
            var all: [JobEvent] = []
            for try await event in try await submitted.events { all.append(event) }
            #expect(all.last?.isTerminal == true)
            await client.close()
        }
        #expect(service.jobCount == 1 && service.clients.count == 2)
    }

    // MARK: Attempts

    /// Time that only passes in sleeps, and connections that always fail.
    private final class Trial: Sendable {
        struct State {
            var now = Duration.zero
            var sleeps: [Duration] = []
            var attempts = 0
        }

        let state = Mutex(State())

        var timing: ReconnectTiming {
            ReconnectTiming(
                now: { self.state.withLock(\.now) },
                sleep: { time in
                    self.state.withLock { state in
                        state.now += time
                        state.sleeps.append(time)
                    }
                    try Task.checkCancellation()
                    await Task.yield()
                }, fraction: { 1 })
        }

        func client(failing code: ConnectionError.Code) -> LastingClient {
            LastingClient(timing: timing) {
                self.state.withLock { $0.attempts += 1 }
                throw ConnectionError(code, server: "there:1")
            }
        }
    }

    @Test func attemptsComeFurtherAndFurtherApartUntilPatienceEnds() async throws {
        let trial = Trial()
        let error = await #expect(throws: ConnectionError.self) {
            try await trial.client(failing: .refused).connection(patience: .seconds(100))
        }
        #expect(error?.code == .refused)
        let sleeps = trial.state.withLock(\.sleeps)
        let bounds = [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]
        #expect(sleeps == bounds.map { .milliseconds($0) })
        #expect(trial.state.withLock(\.attempts) == sleeps.count + 1)
    }

    @Test func withoutPatienceThereIsOneAttempt() async throws {
        let trial = Trial()
        await #expect(throws: ConnectionError.self) {
            try await trial.client(failing: .timedOut).connection(patience: .zero)
        }
        #expect(trial.state.withLock { $0.attempts } == 1 && trial.state.withLock { $0.sleeps.isEmpty })
    }

    @Test(arguments: [.unauthorized, .certificateChanged, .unsupportedVersion, .impostor] as [ConnectionError.Code])
    func whatDoesNotPassIsNotTriedAgain(_ code: ConnectionError.Code) async throws {
        let trial = Trial()
        let error = await #expect(throws: ConnectionError.self) { try await trial.client(failing: code).connection() }
        #expect(error?.code == code && trial.state.withLock { $0.attempts } == 1)
    }

    @Test func whoeverWaitsCanBeCancelledAndTheOthersGoOn() async throws {
        let trial = Trial()
        let client = trial.client(failing: .refused)
        let (first, second) = (Task { try await client.connection() }, Task { try await client.connection() })
        try await eventually("attempts are made") { trial.state.withLock { $0.attempts } > 2 }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        let attempts = trial.state.withLock { $0.attempts }
        try await eventually("attempts go on") { trial.state.withLock { $0.attempts } > attempts }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
    }
}
