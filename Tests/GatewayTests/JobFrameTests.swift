import FoundationEssentials
import HTTPTypes
import HummingbirdTesting
import ImageCoding
import TestSupport
import Testing
import WireProtocol
import WireTransport

@testable import Gateway

struct JobFrameTests {
    private struct Job: Decodable {
        let state: String
        let frames: [Frame]
        let images: [String: String]
        let recipe: Recipe

        struct Frame: Decodable, Equatable {
            let step: Int
            let timestep: Int
        }

        struct Recipe: Decodable {
            let seed: String
        }
    }

    private static func finished(_ gateway: GatewayHarness, _ body: String) async throws -> String {
        let job = try await gateway.submit(body)
        _ = try await gateway.events(job.id)
        return job.id
    }

    @Test func everyStepOfAFinishedJobCanBeHad() async throws {
        try await GatewayHarness.run { gateway in
            let id = try await Self.finished(gateway, #"{"count":2,"steps":3,"seed":"7"}"#)
            let job = try await gateway.get("/api/jobs/\(id)").decoded(as: Job.self)
            #expect(job.state == "finished")
            #expect(job.recipe.seed == "7")
            #expect(job.images == ["0": "/api/jobs/\(id)/images/0.png", "1": "/api/jobs/\(id)/images/1.png"])
            #expect(job.frames == [(1, 1000), (2, 500), (3, 333)].map(Job.Frame.init))
            for (query, value) in [("", 128), ("?content=x0", 128), ("?content=xt", 64)] as [(String, UInt8)] {
                let frame = try await gateway.get("/api/jobs/\(id)/frames/3/1.png\(query)")
                #expect(frame.headers[.contentType] == "image/png")
                #expect(try PNGCodec.decode(frame.bytes).bytes == [UInt8](repeating: value, count: 12))
            }
            let text = try PNGCodec.text(in: try await gateway.get("/api/jobs/\(id)/frames/3/1.png").bytes)
            #expect(try PictureRecipe(json: try #require(text.first?.text)).image == 1)
            for path in ["frames/4/0.png", "frames/3/2.png", "frames/3/-1.png", "frames/x/0.png", "animations/2.png"] {
                _ = try await gateway.get("/api/jobs/\(id)/\(path)").problem(.notFound)
            }
            let both = try await gateway.get("/api/jobs/\(id)/frames/3/0.png?content=both").problem(.badRequest)
            #expect(both.field == "content")
        }
    }

    @Test func previewsThatWereLostOnTheWayAreThereWhenTheJobIsOver() async throws {
        try await GatewayHarness.run { gateway in
            let accepted = try await gateway.submit(#"{"prompt":"hasty","steps":9}"#)
            #expect(try await gateway.events(accepted.id).last?.name == "finished")
            let job = try await gateway.get("/api/jobs/\(accepted.id)").decoded(as: Job.self)
            #expect(job.frames.map(\.step) == Array(1...9))
            #expect(try await gateway.get("/api/jobs/\(accepted.id)/frames/5/0.png").status == .ok)
            // Nothing was made again.
            #expect(gateway.inference.submitted.count == 1)
        }
    }

    @Test func howAPictureFormedIsAnAnimation() async throws {
        try await GatewayHarness.run { gateway in
            let id = try await Self.finished(gateway, #"{"count":2,"steps":4}"#)
            let animation = try await gateway.get("/api/jobs/\(id)/animations/1.png?scale=3")
            #expect(animation.headers[.contentType] == "image/apng")
            let still = try PNGCodec.decode(animation.bytes)
            let picture = try await gateway.get("/api/jobs/\(id)/images/1.png")
            #expect(still == (try PNGCodec.decode(picture.bytes)).scaled(by: 3))
            #expect(animation.bytes.contains(Array("acTL".utf8)) && animation.bytes.contains(Array("fdAT".utf8)))
            for scale in ["0", "17", "-1", "x", "1e9", ""] {
                let problem = try await gateway.get("/api/jobs/\(id)/animations/0.png?scale=\(scale)")
                    .problem(.badRequest)
                #expect(problem.field == "scale")
            }
        }
    }

    @Test func viewersChooseWhatTheySee() async throws {
        try await GatewayHarness.run { gateway in
            let job = try await gateway.submit(#"{"prompt":"endless"}"#)
            async let noisy = gateway.get("/api/jobs/\(job.id)/events?content=xt")
            async let both = gateway.get("/api/jobs/\(job.id)/events?content=both")
            let watched = try await gateway.gateway.finder.job(job.id)
            try await eventually { watched.viewerCount == 2 && !watched.frames.isEmpty }
            #expect(try await gateway.delete("/api/jobs/\(job.id)").status == .noContent)
            let texts = try await [noisy, both].map(\.text)
            #expect(!texts[0].contains(#""states""#) && texts[1].contains(#""states""#))
            _ = try await gateway.get("/api/jobs/\(job.id)/events?content=all").problem(.badRequest)
        }
    }

    @Test func aJobThatOnlyTheServerRemembersIsFoundThere() async throws {
        let inference = FakeInference()
        let server = try await GatewayHarness.serve(inference)
        let id = Box("")
        try await GatewayHarness.run(server: server, inference: inference) { gateway in
            try await gateway.waitForServer(isHere: true)
            id.value = try await Self.finished(gateway, #"{"count":2,"seed":"9"}"#)
        }
        // Another gateway, or the same one started anew.
        try await GatewayHarness.run(server: server, inference: inference) { gateway in
            try await gateway.waitForServer(isHere: true)
            let id = id.value
            let job = try await gateway.get("/api/jobs/\(id)").decoded(as: Job.self)
            #expect(job.recipe.seed == "9" && job.state == "finished")
            #expect(job.images.count == 2)
            let png = try await gateway.get("/api/jobs/\(id)/images/1.png")
            #expect(try PNGCodec.decode(png.bytes).bytes == FakeInference.pixels(seed: 9, index: 1))
            #expect(try await gateway.events(id).last?.name == "finished")
            // Discarded is discarded, though the server still has it.
            #expect(try await gateway.delete("/api/jobs/\(id)").status == .noContent)
            _ = try await gateway.get("/api/jobs/\(id)").problem(.notFound)
        }
        await server.shutdown(goingAway: "The test is over.")
    }

    @Test func aStepCanBeSavedWithTheRecipeThatMakesItAgain() async throws {
        try await GatewayHarness.run { gateway in
            let id = try await Self.finished(gateway, #"{"steps":4}"#)
            let frame = try #require(try await gateway.get("/api/jobs/\(id)").decoded(as: Job.self).frames.first)
            let body = #"{"job":"\#(id)","image":0,"caption":"early","step":\#(frame.step)}"#
            let saved = try await gateway.send(.post, "/api/images", body)
            #expect(saved.status == .created, "\(saved.text)")
            let url = try saved.decoded(as: GatewayHarness.Saved.self).url
            let png = try await gateway.get(url).bytes
            #expect(try PNGCodec.decode(png).bytes == [UInt8](repeating: 128, count: 12))
            let recipe = try PictureRecipe(json: try #require(try PNGCodec.text(in: png).first?.text))
            #expect(recipe.draftSteps == (frame.step == 4 ? nil : frame.step))
            _ = try await gateway.send(.post, "/api/images", #"{"job":"\#(id)","image":0,"caption":"x","step":9}"#)
                .problem(.notFound)
        }
    }

    @Test func aJobBeginsWithASavedPictureOrOneOfAJob() async throws {
        try await GatewayHarness.run { gateway in
            let saved = try await gateway.save("first", seed: 3)
            let id = try await Self.finished(gateway, #"{"seed":"4","count":2}"#)
            _ = try await gateway.submit(#"{"picture":{"image":"\#(saved.hash)","strength":0.25},"estimate":400}"#)
            _ = try await gateway.submit(#"{"picture":{"job":"\#(id)","index":1,"strength":0.5},"draftSteps":2}"#)
            let options = gateway.inference.submitted.suffix(2).map(\.recipe.options)
            #expect(options[0].initialPicture == .init(strength: 0.25, pixels: FakeInference.pixels(seed: 3, index: 0)))
            #expect(options[0].estimate == 400)
            #expect(options[1].initialPicture == .init(strength: 0.5, pixels: FakeInference.pixels(seed: 4, index: 1)))
            #expect(options[1].draftSteps == 2)
            for picture in [
                #"{"image":"\#(String(repeating: "0", count: 64))"}"#, #"{"image":"../x"}"#,
                #"{"job":"\#(id)","index":2}"#,
                #"{"job":"x"}"#, #"{"job":"\#(id)","strength":1.5}"#, "{}", "7",
            ] {
                let response = try await gateway.send(.post, "/api/jobs", #"{"picture":\#(picture)}"#)
                #expect((400..<500).contains(response.status.code), "\(picture)")
            }
        }
    }
}
