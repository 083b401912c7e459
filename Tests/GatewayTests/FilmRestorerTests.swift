import HTTPTypes
import HummingbirdTesting
import ImageCoding
import Observability
import TestSupport
import Testing
import WireProtocol
import WireTransport

@testable import Gateway

struct FilmRestorerTests {
    private struct Job: Decodable {
        let state: String
        let frames: [Frame]

        struct Frame: Decodable {
            let step: Int
        }
    }

    /// A gateway that was started anew after a job of `body` ended; its server was not.
    private static func afterwards(
        _ body: String, _ test: @escaping @Sendable (GatewayHarness, String) async throws -> Void
    ) async throws {
        let inference = FakeInference()
        let server = try await GatewayHarness.serve(inference)
        let id = Box("")
        try await GatewayHarness.run(server: server, inference: inference) { gateway in
            try await gateway.waitForServer(isHere: true)
            let job = try await gateway.submit(body)
            _ = try await gateway.events(job.id)
            id.value = job.id
        }
        try await GatewayHarness.run(server: server, inference: inference) { gateway in
            try await gateway.waitForServer(isHere: true)
            try await test(gateway, id.value)
        }
        await server.shutdown(goingAway: "The test is over.")
    }

    @Test func theStepsOfAnOldJobComeBack() async throws {
        try await Self.afterwards(#"{"count":2,"steps":3,"seed":"9"}"#) { gateway, id in
            #expect(try await gateway.get("/api/jobs/\(id)").decoded(as: Job.self).frames.isEmpty)
            _ = try await gateway.get("/api/jobs/\(id)/animations/1.png").problem(.notFound)
            async let one = gateway.send(.post, "/api/jobs/\(id)/film", "")
            async let other = gateway.send(.post, "/api/jobs/\(id)/film", "")
            for answer in try await [one, other] {
                #expect(answer.status == .ok, "\(answer.text)")
                #expect(try answer.decoded(as: Job.self).frames.last?.step == 3)
            }
            // Two asked: it was made once, and is kept from then on.
            let film = try await gateway.send(.post, "/api/jobs/\(id)/film", "").decoded(as: Job.self)
            #expect(film.state == "finished")
            #expect(gateway.inference.submitted.count == 2)
            #expect(gateway.inference.submitted[0].recipe == gateway.inference.submitted[1].recipe)
            let frame = try await gateway.get("/api/jobs/\(id)/frames/3/1.png")
            #expect(try PNGCodec.decode(frame.bytes).bytes == [UInt8](repeating: 128, count: 12))
            #expect(try await gateway.get("/api/jobs/\(id)/animations/1.png").status == .ok)
        }
    }

    @Test func whatIsUnderWayHasTheFilmSoFar() async throws {
        try await GatewayHarness.run { gateway in
            let job = try await gateway.submit(#"{"prompt":"endless"}"#)
            let known = try await gateway.gateway.finder.job(job.id)
            try await eventually { !known.frames.isEmpty }
            let film = try await gateway.send(.post, "/api/jobs/\(job.id)/film", "").decoded(as: Job.self)
            #expect(film.state == "running" && film.frames.map(\.step) == [1])
            #expect(try await gateway.delete("/api/jobs/\(job.id)").status == .noContent)
            try await eventually { known.isOver }
            known.dropFilmstrip()
            _ = try await gateway.send(.post, "/api/jobs/\(job.id)/film", "").problem(.conflict)
            #expect(gateway.inference.submitted.count == 1)
        }
    }

    @Test(arguments: [(true, false), (false, true)])
    func picturesThatAreNotMadeAnyMoreAsTheyWereKeepTheirSteps(model: Bool, seed: Bool) async throws {
        try await GatewayHarness.run { gateway in
            let accepted = try await gateway.submit(#"{"seed":"9"}"#)
            _ = try await gateway.events(accepted.id)
            let known = try await gateway.gateway.finder.job(accepted.id)
            var settings = known.settings
            // Other weights, or the same with another result.
            if model { settings.modelHash = String(repeating: "f", count: 64) }
            if seed { settings.recipe.seed = 10 }
            let (_, events) = try await gateway.gateway.link.attach(
                AttachRequest(job: known.id, viewing: JobSettings.viewing))
            let old = GatewayJob(id: known.id, settings: settings)
            await old.follow(events, over: gateway.gateway.link)
            old.dropFilmstrip()
            await #expect(throws: Problem.self) {
                try await gateway.gateway.films.restore(old, trace: .root())
            }
            #expect(old.frames.isEmpty)
        }
    }
}
