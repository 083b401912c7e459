import DurableFiles
import ImageCoding
import Synchronization
import TestSupport
import Testing
import WireProtocol
import WireTransport

@testable import InferenceService

/// Jobs against what befalls them: clients that leave and come back, restarts, damaged and full disks, a stop.
@Suite struct JobLifeTests {
    private static let client = ClientIdentity(address: "192.0.2.9", name: "")

    private func pictures(_ request: SubmitRequest, _ service: JobService) async throws -> [[UInt8]] {
        let witness = Witness()
        _ = try await service.submit(request, viewer: witness.viewer)
        let events = await witness.all()
        #expect(events.last?.name == "finished")
        return events.images.map(\.pixels)
    }

    private func attach(_ job: JobID, _ service: JobService) async throws -> (WireTransport.Attachment, [JobEvent]) {
        let witness = Witness()
        let attachment = try await service.attach(AttachRequest(job: job), from: Self.client, viewer: witness.viewer)
        return (attachment, await witness.all())
    }

    @Test func whoComesBackGetsThePicturesThatAreThere() async throws {
        try await withService { service in
            let witness = Witness()
            let request = SubmitRequest.small()
            let job = try await service.submit(request, viewer: witness.viewer).job
            let first = await witness.all()
            let (attachment, events) = try await attach(job, service)
            #expect(attachment.attached.state == .finished && attachment.attached.recipe == request.recipe)
            #expect(events.map(\.name) == ["started", "image", "image", "finished"])
            #expect(events.images == first.images && events.last == first.last)

            // The same key is the same job, finished or not.
            let again = Witness()
            #expect(try await service.submit(request, viewer: again.viewer).job == job)
            #expect(await again.all().images == first.images)
            let status = try await service.status()
            #expect(status.finished == 1)
        }
    }

    @Test func aLateViewerGetsTheFilmstripAndThenTheRest() async throws {
        try await withService { service in
            let early = Witness()
            let job = try await service.submit(.small(count: 4, steps: 600), viewer: early.viewer).job
            await early.wait(forPreview: 50)
            let late = Witness()
            let attachment = try await service.attach(AttachRequest(job: job), from: Self.client, viewer: late.viewer)
            let strip = try #require(attachment.filmstrip)
            var steps: [UInt32] = []
            while let frame = strip.frame(steps.last ?? 0) { steps.append(frame.step) }
            let live = await late.all().previews.map(\.step)
            #expect(steps.first == 1 && steps.count >= 50)
            #expect(steps + live == Array(1...600), "every step once, none twice")
        }
    }

    @Test func aViewerWhoComesAfterTheEndGetsTheFilmstripToo() async throws {
        try await withService { service in
            let early = Witness()
            let job = try await service.submit(.small(count: 2, steps: 30), viewer: early.viewer).job
            let seen = await early.all().previews
            let (attachment, events) = try await attach(job, service)
            let strip = try #require(attachment.filmstrip)
            var frames: [Preview] = []
            while let frame = strip.frame(frames.last?.step ?? 0) { frames.append(frame) }
            #expect(frames.map(\.step) == Array(1...30) && frames.map(\.pixels) == seen.map(\.pixels))
            #expect(events.last?.name == "finished")
        }
    }

    @Test func jobsSurviveARestart() async throws {
        let folder = try TemporaryFolder()
        let requests = (0..<6).map { SubmitRequest.small(seed: $0, count: 2, steps: 40) }
        var jobs: [JobID] = []
        var expected: [[[UInt8]]] = []
        try await withService { service in
            for request in requests { expected.append(try await pictures(request, service)) }
        }
        // Stopped at once: some have ended, some run, some wait.
        try await withService(folder: folder) { service in
            let first = Witness()
            for request in requests {
                jobs.append(
                    try await service.submit(request, viewer: jobs.isEmpty ? first.viewer : Witness().viewer).job)
            }
            _ = await first.all()
        }
        try await withService(folder: folder) { service in
            for (index, job) in jobs.enumerated() {
                let (attachment, events) = try await attach(job, service)
                #expect(attachment.attached.recipe == requests[index].recipe)
                #expect(events.last?.name == "finished" && events.images.map(\.pixels) == expected[index])
            }
            for (index, request) in requests.enumerated() {
                #expect(try await service.submit(request, viewer: Witness().viewer).job == jobs[index])
            }
        }
    }

    @Test func cancelledAndForgottenJobsStaySoAfterARestart() async throws {
        let folder = try TemporaryFolder()
        var job: JobID?
        try await withService(folder: folder) { service in
            let id = try await service.submit(.small(count: 16, steps: 1000), viewer: Witness().viewer).job
            _ = try await service.cancel(id)
            job = id
        }
        try await withService(folder: folder) { service in
            let (attachment, events) = try await attach(try #require(job), service)
            #expect(attachment.attached.state == .cancelled && events.map(\.name) == ["cancelled"])
        }
        try await withService(folder: folder, retention: Retention(age: .zero)) { service in
            _ = try await pictures(.small(), service)
            let id = try #require(job)
            await #expect(throws: WireError.jobNotFound(id)) { try await attach(id, service) }
        }
    }

    @Test func aRecoveredJobIsCancelledBeforeItIsInLine() async throws {
        let folder = try TemporaryFolder()
        let request = SubmitRequest.small(prompt: "coat", count: 16, steps: 1000)
        var job: JobID?
        try await withService(folder: folder) { service in
            job = try await service.submit(request, viewer: Witness().viewer).job
        }
        let encoder = GatedEncoder()
        try await withService(folder: folder, encoder: encoder) { service in
            let id = try #require(job)
            let witness = Witness()
            _ = try await service.attach(AttachRequest(job: id), from: Self.client, viewer: witness.viewer)
            async let result = service.cancel(id)
            try await eventually("the wish is known") {
                service.coordinator.registry.withLock { $0[id]?.isToBeCancelled == true }
            }
            encoder.open()
            #expect(try await result.step == 0)
            #expect(await witness.all().map(\.name) == ["cancelled"])
            #expect(try await service.status().queued == 0)
        }
    }

    @Test func damagedPicturesAreMadeAgain() async throws {
        let folder = try TemporaryFolder()
        try await withService(folder: folder) { service in
            let request = SubmitRequest.small()
            let expected = try await pictures(request, service)
            let job = try await service.submit(request, viewer: Witness().viewer).job
            try SystemFiles().remove(folder.file("results/\(job)"))
            try SystemFiles().writeSynced([1, 2, 3], to: folder.file("results/\(job)"))
            let (_, events) = try await attach(job, service)
            #expect(events.last?.name == "finished" && events.images.map(\.pixels) == expected)
            #expect(try await attach(job, service).1.images.map(\.pixels) == expected)
        }
    }

    @Test func aJobOfAModelThatHasChangedFailsPlainly() async throws {
        let folder = try TemporaryFolder()
        do {
            let (store, _) = try JobStore.open(folder: folder.path, retention: Retention())
            let request = SubmitRequest.small()
            try await store.accept(
                AcceptedJob(id: Samples.id(1), client: "x", request: request, model: Samples.model, time: 1))
        }
        try await withService(folder: folder) { service in
            let (_, events) = try await attach(Samples.id(1), service)
            guard case .failed(let failed)? = events.last else { return #expect(Bool(false), "\(events)") }
            #expect(failed.code == .unknownModel && failed.message.contains("weights have changed"))
        }
    }

    @Test func aPromiseThatTheDiskDoesNotTakeIsNotGiven() async throws {
        // 0 to 3 make the journal; 4 is the first job's record, and 5 and on the attempts to write anew.
        try await withService(files: FaultyFiles(.powerCut, at: 3)) { service in
            let request = SubmitRequest.small()
            let error = await #expect(throws: WireError.self) {
                try await service.submit(request, viewer: Witness().viewer)
            }
            #expect(error?.code == .internal && error?.retryable == true)
            #expect(error?.message.contains("No space left on device") == true)
            let status = try await service.status()
            #expect(status.queued == 0 && status.running == 0)
        }
    }

    @Test func aFullDiskDoesNotKeepAPictureFromWhoWaitsForIt() async throws {
        // 0 to 3 make the journal, 4 and 5 take the promise; the result cannot be written.
        try await withService(files: FaultyFiles(.powerCut, at: 5)) { service in
            let witness = Witness()
            let job = try await service.submit(.small(), viewer: witness.viewer).job
            let events = await witness.all()
            #expect(events.last?.name == "finished" && events.images.count == 2)
            #expect(try await attach(job, service).1.images == events.images, "kept in memory")
        }
    }

    @Test func manyClientsWithTheSameKeyGetOneJob() async throws {
        try await withService { service in
            let request = SubmitRequest.small()
            let jobs = try await withThrowingTaskGroup(of: JobID.self) { group in
                for _ in 0..<20 { group.addTask { try await service.submit(request, viewer: Witness().viewer).job } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(jobs.count == 1)
        }
    }

    @Test func waitingJobsLearnTheirPlaces() async throws {
        // Nobody's jobs may run, so that all wait for as long as the test takes.
        try await withService(quotas: Quotas(runningPerClient: 0)) { service in
            let witnesses = [Witness(), Witness(), Witness()]
            var waiting: [JobID] = []
            for witness in witnesses { waiting.append(try await service.submit(.small(), viewer: witness.viewer).job) }
            for (place, witness) in witnesses.enumerated() { await witness.wait(forPlace: UInt32(place)) }
            let result = try await service.cancel(waiting[0])
            #expect(result.step == 0)
            await witnesses[2].wait(forPlace: 1)
            #expect(try await service.status().queued == 2)
            for job in waiting.dropFirst() { _ = try await service.cancel(job) }
            for witness in witnesses {
                let events = await witness.all()
                #expect(events.last?.name == "cancelled" && events.places == events.places.sorted(by: >))
            }
        }
    }
}
