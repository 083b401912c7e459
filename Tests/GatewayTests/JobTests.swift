import FoundationEssentials
import HTTPTypes
import HummingbirdTesting
import ImageCoding
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

struct JobTests {
    private struct Models: Decodable {
        let models: [Model]

        struct Model: Decodable {
            let name: String
            let maximumSteps: Int
            let prompts: [String]
        }
    }

    @Test func modelsAreWhatTheServerSays() async throws {
        try await GatewayHarness.run { gateway in
            let models = try await gateway.get("/api/models").decoded(as: Models.self).models
            #expect(models.map(\.name) == [FakeInference.model])
            // The model has 1000 timesteps, the server allows 500 steps.
            #expect(models.first?.maximumSteps == 500)
            #expect(models.first?.prompts.first == "ankle boot")
        }
    }

    @Test func emptyWishTakesTheModelsDefaultsAndDrawsASeed() async throws {
        try await GatewayHarness.run { gateway in
            let first = try await gateway.submit()
            let second = try await gateway.submit()
            #expect(first.seed != second.seed)
            let request = try #require(gateway.inference.submitted.first).recipe
            #expect(String(request.seed) == first.seed)
            #expect(request.prompt == "ankle boot")
            #expect(request.negativePrompt == "")
            #expect(request.sampler == "dpmpp-2m")
            #expect(request.steps == 2)
            #expect(request.count == 1)
            #expect(request.guidanceScale == 2)
            #expect(request.options.eta == nil)
        }
    }

    @Test func theAnswerTellsHowThePromptWasRead() async throws {
        try await GatewayHarness.run { gateway in
            let familiar = try await gateway.submit().prompt
            #expect(familiar == .init(truncated: false, familiarity: 1, suggestions: ["ankle boot"]))
            let strange = try await gateway.submit(#"{"prompt": "endless"}"#).prompt
            #expect(strange == .init(truncated: true, familiarity: 0.25, suggestions: ["ankle boot"]))
        }
    }

    @Test func eventsTellTheWholeStoryAndPicturesCarryTheirRecipe() async throws {
        try await GatewayHarness.run { gateway in
            let seed = UInt64.max
            let job = try await gateway.submit(
                #"{"seed":"\#(seed)","count":2,"steps":3,"sampler":"ddim","guidanceScale":1.5,"eta":0.5}"#)
            #expect(job.seed == String(seed))
            #expect(job.events == "/api/jobs/\(job.id)/events")
            let events = try await gateway.events(job.id)
            let reliable = events.filter { $0.name != "preview" }
            #expect(reliable.map(\.name) == ["started", "image", "image", "finished"])
            #expect(reliable.map { $0.id?.split(separator: "-").last } == ["1", "2", "3", "4"])
            #expect(reliable[0].data.contains(#""seed":"18446744073709551615""#))
            #expect(reliable[1].data.contains(#""url":"/api/jobs/\#(job.id)/images/0.png""#))
            for index in 0..<2 {
                let png = try await gateway.get("/api/jobs/\(job.id)/images/\(index).png")
                #expect(png.headers[.contentType] == "image/png")
                #expect(try PNGCodec.decode(png.bytes).bytes == FakeInference.pixels(seed: seed, index: index))
                let text = try PNGCodec.text(in: png.bytes)
                #expect(text.map(\.keyword) == ["reverie", "parameters"])
                #expect(
                    try PictureRecipe(json: try #require(text.first?.text))
                        == PictureRecipe(
                            model: "fashion", modelHash: String((0..<32).flatMap { Self.hexadecimal($0) }),
                            prompt: "ankle boot", negativePrompt: "", seed: seed, image: index, sampler: "ddim",
                            steps: 3, guidanceScale: 1.5, eta: 0.5))
            }
        }
    }

    private static func hexadecimal(_ number: Int) -> String {
        (number < 16 ? "0" : "") + String(number, radix: 16)
    }

    private struct Preview: Decodable {
        let step: Int
        let steps: Int
        let remainingMilliseconds: Int?
        let images: [String]
    }

    @Test func laterViewersGetWhatHappenedSoFar() async throws {
        try await GatewayHarness.run { gateway in
            let job = try await gateway.submit(#"{"prompt":"endless","count":2}"#)
            async let first = gateway.events(job.id)
            try await eventually { try await gateway.storyOfNewViewer(job.id).contains("preview") }
            async let second = gateway.events(job.id)
            let watched = try await gateway.gateway.finder.job(job.id)
            try await eventually { watched.viewerCount == 2 }
            // Of the places in the queue, who comes late is told the last only.
            #expect(try await gateway.storyOfNewViewer(job.id) == ["started", "preview"])
            #expect(try await gateway.delete("/api/jobs/\(job.id)").status == .noContent)
            for events in try await [first, second] {
                #expect(events.last?.name == "cancelled")
                let data = try #require(events.first { $0.name == "preview" }?.data)
                let preview = try JSONDecoder().decode(Preview.self, from: Data(data.utf8))
                #expect(preview.step == 1)
                #expect(preview.remainingMilliseconds == 40)
                #expect(preview.images.count == 2)
                let base64 = try #require(preview.images.first?.dropFirst("data:image/png;base64,".count))
                let png = try #require(Data(base64Encoded: String(base64)))
                #expect(try PNGCodec.decode([UInt8](png)).bytes == [UInt8](repeating: 128, count: 12))
            }
            #expect(try await first.map(\.name).suffix(3) == ["started", "preview", "cancelled"])
        }
    }

    @Test func streamGoesOnAfterTheLastEventThatArrived() async throws {
        try await GatewayHarness.run { gateway in
            let job = try await gateway.submit(#"{"count":2}"#)
            let ids = try await gateway.events(job.id).compactMap(\.id)
            #expect(try await gateway.events(job.id, after: ids[1]).map(\.name) == ["image", "finished"])
            let last = try #require(HTTPField.Name("Last-Event-ID"))
            let nothing = try await gateway.get("/api/jobs/\(job.id)/events", headers: [last: ids[3]])
            #expect(nothing.status == .noContent)
            // What another run of the gateway counted means nothing to this one: all is told.
            for strange in ["4", "abc-4", "-5", "../etc"] {
                let events = try await gateway.events(job.id, after: strange)
                #expect(events.count == 4, "\(strange)")
            }
        }
    }

    @Test func discardedPicturesAreGone() async throws {
        try await GatewayHarness.run { gateway in
            let job = try await gateway.submit()
            _ = try await gateway.events(job.id)
            #expect(try await gateway.delete("/api/jobs/\(job.id)").status == .noContent)
            for path in ["/api/jobs/\(job.id)/images/0.png", "/api/jobs/\(job.id)/events"] {
                _ = try await gateway.get(path).problem(.notFound)
            }
            _ = try await gateway.delete("/api/jobs/\(job.id)").problem(.notFound)
        }
    }

    @Test func newerJobsPushOldOnesOutWhichTheServerStillHas() async throws {
        try await GatewayHarness.run { gateway in
            let first = try await gateway.submit()
            _ = try await gateway.events(first.id)
            let id = try #require(JobID(hex: first.id))
            for _ in 0..<JobBoard.capacity { _ = try await gateway.events(gateway.submit().id) }
            #expect(gateway.gateway.jobs.job(id) != nil)
            _ = try await gateway.events(gateway.submit().id)
            #expect(gateway.gateway.jobs.job(id) == nil)
            #expect(try await gateway.get("/api/jobs/\(first.id)/images/0.png").status == .ok)
        }
    }

    @Test(arguments: [
        ("fails", "The numbers overflowed."), ("garbled", "The inference server sent a picture that cannot be one"),
    ])
    func whatGoesWrongInMidPictureIsTold(prompt: String, sentence: String) async throws {
        try await GatewayHarness.run { gateway in
            let job = try await gateway.submit(#"{"prompt":"\#(prompt)"}"#)
            let last = try #require(try await gateway.events(job.id).last)
            #expect(last.name == "failed")
            #expect(last.data.contains(sentence))
            #expect(last.data.contains(#""retryable":false"#))
            _ = try await gateway.get("/api/jobs/\(job.id)/images/0.png").problem(.notFound)
        }
    }
}
