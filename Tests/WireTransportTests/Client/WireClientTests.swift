import TestSupport
import Testing
import WireProtocol
import WireTransport

/// What a client does when its user, or its server, goes away in the middle.
@Suite(.timeLimit(.minutes(2)))
struct WireClientTests {
    @Test func aPromptOfTenMegabytesDoesNotLeaveTheMachine() async throws {
        try await withServer(ScriptedService()) { server in
            try await withClient(server) { client in
                let other = try await client.submit(.scripted("wait"))
                let error = await #expect(throws: WireError.self) {
                    _ = try await client.submit(.scripted(String(repeating: "p", count: 10_000_000)))
                }
                #expect(error?.code == .frameTooLarge)
                // The other job on the connection has not suffered.
                let result = try await client.cancel(other.id)
                let events = try await other.events.all()
                #expect(events.last == .cancelled(Cancelled(step: result.step, milliseconds: 0)))
            }
        }
    }

    @Test func aConnectionClosedInTheMiddleOfAJob() async throws {
        let service = ScriptedService()
        try await withServer(service) { server in
            try await withClient(server) { client in
                let job = try await client.submit(.scripted("wait"))
                var events = job.events.makeAsyncIterator()
                #expect(try await events.next() == .queued(Queued(position: 0)))
                await client.close()
                // What had come is still there; then comes the error, and then nothing.
                let error = await #expect(throws: ConnectionError.self) {
                    while let event = try await events.next() { #expect(!event.isTerminal) }
                }
                #expect(error?.code == .closed)
                #expect(try await events.next() == nil)
                let later = await #expect(throws: ConnectionError.self) { _ = try await client.submit(.scripted()) }
                #expect(later?.code == .closed)
            }
        }
        #expect(service.left.count == 1)
    }

    @Test func aCancelledTaskStopsReadingEvents() async throws {
        try await withServer(ScriptedService()) { server in
            try await withClient(server) { client in
                let job = try await client.submit(.scripted("wait"))
                let reader = Task { try await job.events.all() }
                try await Task.sleep(for: .milliseconds(20))
                reader.cancel()
                let events = try await reader.value
                #expect(events.allSatisfy { !$0.isTerminal })
                try await client.cancel(job.id)
            }
        }
    }

    @Test func aJobWhoseSubmitWasCancelledIsCancelled() async throws {
        let service = ScriptedService()
        try await withServer(service) { server in
            try await withClient(server) { client in
                for _ in 0..<20 {
                    let submit = Task { try await client.submit(.scripted("wait")) }
                    await Task.yield()
                    submit.cancel()
                    // The answer may have been faster.
                    if let job = try? await submit.value { try await client.cancel(job.id) }
                }
                // Requests are carried out in order: after this one, all before it are.
                let models = try await client.models()
                #expect(models.count == 1)
                try await eventually("no job is left behind") { service.runningCount == 0 }
            }
        }
    }

    @Test func aSlowReaderKeepsTheNewestPreviewAndCountsTheLost() async throws {
        let service = ScriptedService()
        try await withServer(service) { server in
            try await withClient(server) { client in
                let job = try await client.submit(.scripted(count: 2, steps: 300))
                try await eventually("the job is done") { service.finishedCount == 1 }
                // Jobs take turns on a connection: when all of a later one with more events is here, so is the first.
                _ = try await client.submit(.scripted(count: 16)).events.all()
                var (previews, replaced, pictures) = (0, 0, 0)
                for try await event in job.events {
                    switch event {
                    case .preview(let preview):
                        previews += 1
                        replaced += Int(preview.replaced)
                    case .image: pictures += 1
                    default: break
                    }
                }
                #expect(pictures == 2)
                #expect(previews == 1, "the newest")
                #expect(replaced == 299)
            }
        }
    }
}
