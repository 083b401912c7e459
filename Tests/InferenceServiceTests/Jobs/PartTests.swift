import TestSupport
import Testing
import WireProtocol
import WireTransport

@testable import InferenceService

/// Drafts, some pictures of a job, and estimates.
@Suite(.timeLimit(.minutes(5))) struct PartTests {
    private func events(
        _ request: SubmitRequest, _ service: JobService, viewing: Viewing = Viewing()
    ) async throws -> [JobEvent] {
        let witness = Witness()
        _ = try await service.submit(request, viewer: witness.viewer(of: viewing))
        return await witness.all()
    }

    private func evaluations(_ events: [JobEvent]) -> UInt32? {
        if case .finished(let finished)? = events.last { finished.evaluations } else { nil }
    }

    private static func request(
        count: UInt8 = 4, sampler: String = "dpmpp-2m", draftSteps: UInt32? = nil, pictures: [UInt8]? = nil
    ) -> SubmitRequest {
        var request = SubmitRequest.small(count: count, steps: 6)
        request.recipe.sampler = sampler
        request.recipe.options.draftSteps = draftSteps
        request.recipe.options.pictures = pictures
        return request
    }

    @Test(arguments: ["ddpm", "heun", "dpmpp-2m", "unipc"], [true, false])
    func `a draft is finished to the same bytes, whether the server remembers it or not`(
        sampler: String, isKept: Bool
    ) async throws {
        let drafts = DraftCache(maximumBytes: isKept ? 1 << 20 : 0)
        try await withService(drafts: drafts) { service in
            let whole = try await events(Self.request(sampler: sampler), service)
            let draft = try await events(Self.request(sampler: sampler, draftSteps: 2), service)
            #expect(draft.previews.map(\.step) == [1, 2] && draft.images.map(\.index) == [0, 1, 2, 3])
            #expect(draft.previews.last?.showing(.x0)?.pixels == draft.images.flatMap(\.pixels))
            #expect(draft.images.map(\.pixels) != whole.images.map(\.pixels))
            #expect((drafts.bytes > 0) == isKept)

            let parts = try await events(Self.request(sampler: sampler, pictures: [1, 3]), service)
            #expect(parts.images == [whole.images[1], whole.images[3]])
            #expect(parts.previews.map(\.step) == (isKept ? [3, 4, 5, 6] : [1, 2, 3, 4, 5, 6]))
            #expect(parts.previews.allSatisfy { $0.count == 2 })
            let rest = try await events(Self.request(sampler: sampler), service)
            #expect(rest.images == whole.images)
            let all = try #require(evaluations(whole))
            #expect(evaluations(rest) == (isKept ? all - evaluations(draft)! : all))
        }
    }

    @Test func `a draft of a draft goes on from there, and one that stops earlier begins anew`() async throws {
        try await withService { service in
            let alone = try await events(Self.request(count: 1, draftSteps: 4), service)
            let first = try await events(Self.request(draftSteps: 2), service)
            let second = try await events(Self.request(draftSteps: 4), service)
            #expect(second.previews.map(\.step) == [3, 4] && second.images[0] == alone.images[0])
            let again = try await events(Self.request(draftSteps: 2), service)
            #expect(again.images == first.images && again.previews.map(\.step) == [1, 2])
            #expect(try await events(Self.request(), service).previews.map(\.step) == [5, 6])
        }
    }

    @Test func `what has no room is given up, the oldest first`() async throws {
        let (small, other) = (Self.request(count: 1, draftSteps: 2), Self.request(count: 2, draftSteps: 2))
        let drafts = DraftCache(maximumBytes: 2400)  // x, x0 and one earlier x0 of 64 numbers: 768 bytes a picture
        try await withService(drafts: drafts) { service in
            _ = try await events(small, service)
            _ = try await events(other, service)
            #expect(drafts.bytes == 3 * 768)
            _ = try await events(Self.request(count: 3, draftSteps: 2), service)
            #expect(drafts.bytes == 3 * 768)
            #expect(try await events(Self.request(count: 1), service).previews.count == 6)
            #expect(try await events(Self.request(count: 3), service).previews.count == 4)
        }
    }

    @Test func `a draft that comes back after a restart is the same, and goes on`() async throws {
        let folder = try TemporaryFolder()
        let request = Self.request(draftSteps: 3, pictures: [2, 3])
        var before: [ImageEvent] = []
        try await withService(folder: folder) { service in before = try await events(request, service).images }
        #expect(before.map(\.index) == [2, 3])
        try await withService(folder: folder) { service in
            let repeated = try await events(request, service)
            #expect(repeated.images == before)
            #expect(repeated.first == .started(Started(steps: 6, count: 2)))
            let finished = try await events(Self.request(pictures: [3]), service)
            #expect(finished.images == [try await events(Self.request(), service).images[3]])
        }
    }

    @Test func `an estimate shows what the model was shown, and what it said`() async throws {
        try await withService { service in
            var request = SubmitRequest.small(prompt: "coat", count: 1, steps: 6)
            let picture = (0..<64).map { UInt8($0 * 4) }
            request.recipe.options.initialPicture = .init(strength: 0, pixels: picture)
            var shown: [[UInt8]] = []
            for timestep in [1, 400, 1000] as [UInt32] {
                request.recipe.options.estimate = timestep
                request.idempotencyKey = .random()
                let events = try await events(request, service)
                #expect(events.first == .started(Started(steps: 1, count: 1)))
                let preview = try #require(events.previews.first)
                #expect(preview.timestep == timestep && preview.step == 1 && preview.steps == 1)
                #expect(preview.picture(0) == events.images.first?.pixels)
                #expect(evaluations(events) == 2, "with the prompt and without")
                shown.append(preview.picture(1))
            }
            func distance(_ pixels: [UInt8]) -> Int {
                zip(pixels, picture).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
            }
            #expect(distance(shown[0]) < distance(shown[1]) && distance(shown[1]) < distance(shown[2]))
        }
    }

    @Test(arguments: PreviewContent.allCases)
    func `a preview has what any viewer may ask for`(_ content: PreviewContent) async throws {
        try await withService { service in
            let previews = try await events(
                Self.request(), service, viewing: Viewing(previewContent: content)
            ).previews
            #expect(previews.count == 6)
            for preview in previews { #expect(preview.showing(content)?.content == content) }
        }
    }

    private static let refused: [(String, @Sendable (inout SubmitRequest) -> Void)] = [
        ("can stop after steps 1 to 6", { $0.recipe.options.draftSteps = 7 }),
        ("can stop after steps 1 to 6", { $0.recipe.options.draftSteps = 0 }),
        (
            "can stop after steps 4 to 6",
            {
                $0.recipe.options.draftSteps = 3
                $0.recipe.options.initialPicture = .init(strength: 0.5, pixels: [UInt8](repeating: 0, count: 64))
            }
        ),
        ("each named once", { $0.recipe.options.pictures = [] }),
        ("some of 0 to 3", { $0.recipe.options.pictures = [4] }),
        ("in ascending order", { $0.recipe.options.pictures = [1, 0] }),
        ("needs the initial picture", { $0.recipe.options.estimate = 5 }),
        (
            "give it a count of 1",
            {
                $0.recipe.options.estimate = 5
                $0.recipe.options.initialPicture = .init(strength: 1, pixels: [UInt8](repeating: 0, count: 64))
            }
        ),
        ("printable ASCII", { $0.trace = "00-\n" }),
        ("at most 256 bytes", { $0.trace = String(repeating: "x", count: 257) }),
    ]

    @Test(arguments: refused.indices)
    func `what cannot be made is refused in a sentence`(_ index: Int) async throws {
        let (sentence, change) = Self.refused[index]
        try await withService { service in
            var request = Self.request()
            change(&request)
            let error = await #expect(throws: WireError.self) { try await events(request, service) }
            #expect(
                error?.code == .invalidParameter && error?.message.contains(sentence) == true, "\(error?.message ?? "")"
            )
        }
    }
}
