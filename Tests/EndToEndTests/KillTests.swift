import Foundation
import TestSupport
import Testing
import WireProtocol
import WireTransport

/// `reverie-server`, killed without warning again and again: every job that it accepted ends in one set of pictures, the
/// same to the last bit as without the kills.
@Suite(.timeLimit(.minutes(30))) struct KillTests {
    /// More of them by hand: `REVERIE_KILLS=300 swift test --filter KillTests`.
    private static let kills = ProcessInfo.processInfo.environment["REVERIE_KILLS"].flatMap { Int($0) } ?? 8

    private static func start(_ data: TemporaryFolder) throws -> (program: Program, address: ServerAddress) {
        let (program, port) = try startServer("--data-dir", data.path, "--threads", "1")
        return (program, try ServerAddress(parsing: "127.0.0.1:\(port)"))
    }

    private static func withClient<Value: Sendable>(
        _ address: ServerAddress, _ body: (WireClient) async throws -> Value
    ) async throws -> Value {
        let client = try await WireClient.connect(
            to: address, clientName: "kill-test", logger: nil)
        do {
            let value = try await body(client)
            await client.close()
            return value
        } catch {
            await client.close()
            throw error
        }
    }

    private static func recipe(_ seed: UInt64) -> JobRecipe {
        // Without guidance, and of few steps, for the sake of unoptimised builds.
        JobRecipe(
            model: "fashion", prompt: "", seed: seed, count: .random(in: 1...2), steps: .random(in: 1...12),
            sampler: ["ddpm", "ddim", "dpmpp-2m"].randomElement() ?? "ddim", guidanceScale: 1)
    }

    private static func pictures(_ events: JobEvents) async throws -> [[UInt8]]? {
        var pictures: [[UInt8]] = []
        for try await event in events {
            switch event {
            case .image(let image): pictures.append(image.pixels)
            case .finished: return pictures
            case .failed, .cancelled: return nil
            case .queued, .started, .preview: break
            }
        }
        return nil
    }

    @Test func nothingIsLostAndNothingIsDouble() async throws {
        let folder = try TemporaryFolder()
        /// What was asked for, and the job it is if the server said so.
        var wishes: [(request: SubmitRequest, job: JobID?)] = []
        for round in 0..<Self.kills {
            let (server, address) = try Self.start(folder)
            let killer = Task {
                try await Task.sleep(for: .microseconds(.random(in: 0...150_000)))
                server.kill()
            }
            // The kill cuts this short somewhere.
            try? await Self.withClient(address) { client in
                for index in wishes.indices where wishes[index].job == nil {
                    wishes[index].job = try await client.submit(wishes[index].request).id
                }
                for number in 0..<UInt64.random(in: 1...4) {
                    wishes.append((SubmitRequest(recipe: Self.recipe(UInt64(round) * 10 + number)), nil))
                    wishes[wishes.count - 1].job = try await client.submit(wishes[wishes.count - 1].request).id
                }
            }
            _ = try await killer.value
        }
        try #require(
            wishes.count { $0.job != nil } > Self.kills / 2, "the server was killed before it could do anything")

        let (server, address) = try Self.start(folder)
        var made: [IdempotencyKey: [[UInt8]]] = [:]
        var jobs: Set<JobID> = []
        try await Self.withClient(address) { client in
            for (request, promised) in wishes {
                let job = try await client.submit(request)
                #expect(promised == nil || job.id == promised, "the same wish became another job")
                #expect(jobs.insert(job.id).inserted, "two wishes became one job")
                made[request.idempotencyKey] = try await Self.pictures(job.events)
                let watched = try await client.attach(AttachRequest(job: job.id))
                #expect(watched.attached.recipe == request.recipe && watched.attached.state == .finished)
                #expect(try await Self.pictures(watched.events) == made[request.idempotencyKey])
            }
        }
        #expect(server.stop() == 0)
        #expect(made.count == wishes.count)
        let results = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/results")
        #expect(Set(results) == Set(jobs.map(\.description)), "one result for each job, and nothing else")

        let clean = try TemporaryFolder()
        let (reference, referenceAddress) = try Self.start(clean)
        try await Self.withClient(referenceAddress) { client in
            for (request, _) in wishes {
                let expected = try await Self.pictures(try await client.submit(request).events)
                #expect(expected != nil && made[request.idempotencyKey] == expected, "\(request.recipe)")
            }
        }
        #expect(reference.stop() == 0)
    }
}
