import TestSupport
import Testing
import WireProtocol
import WireTransport

/// Client and server over a real socket.
@Suite(.timeLimit(.minutes(2)))
struct LoopbackTests {
    @Test func aJobFromSubmitToFinished() async throws {
        let service = ScriptedService()
        try await withServer(service) { server in
            try await withClient(server) { client in
                #expect(client.welcome.version == 3)
                #expect(client.welcome.server == "scripted/1")
                #expect(try await client.models() == [ScriptedService.model])
                #expect(try await client.ping() > .zero)

                let job = try await client.submit(.scripted(count: 2, steps: 3))
                var events = try await job.events.all()
                #expect(events.first == .queued(Queued(position: 0)))
                #expect(events.last == .finished(Finished(milliseconds: 1, evaluations: 6)))
                events.removeAll { if case .preview = $0 { true } else { false } }
                #expect(
                    events == [
                        .queued(Queued(position: 0)), .started(Started(steps: 3, count: 2)),
                        .image(
                            ImageEvent(
                                index: 0, width: 4, height: 4, channels: 1, pixels: [UInt8](repeating: 0, count: 16))),
                        .image(
                            ImageEvent(
                                index: 1, width: 4, height: 4, channels: 1, pixels: [UInt8](repeating: 1, count: 16))),
                        .finished(Finished(milliseconds: 1, evaluations: 6)),
                    ])
            }
        }
        #expect(service.left.isEmpty)
    }

    @Test func previewsComeInOrderAndAccountForTheLostOnes() async throws {
        try await withServer(ScriptedService()) { server in
            try await withClient(server) { client in
                let job = try await client.submit(.scripted(count: 3, steps: 200))
                var lastStep: UInt32 = 0
                for try await event in job.events {
                    guard case .preview(let preview) = event else { continue }
                    #expect(preview.step == lastStep + 1 + preview.replaced)
                    #expect(preview.picture(2) == Array(repeating: UInt8(truncatingIfNeeded: preview.step), count: 16))
                    lastStep = preview.step
                }
                #expect(lastStep == 200)
            }
        }
    }

    @Test func aRefusalLeavesTheConnectionUsable() async throws {
        try await withServer(ScriptedService()) { server in
            try await withClient(server) { client in
                var request = SubmitRequest.scripted()
                request.recipe.model = "nothing"
                await #expect(throws: WireError(code: .unknownModel, message: "There is no model named nothing.")) {
                    _ = try await client.submit(request)
                }
                await #expect(throws: WireError(code: .invalidParameter, message: "steps has to be from 1 to 1000.")) {
                    _ = try await client.submit(.scripted(steps: 10_000_000))
                }
                let models = try await client.models()
                #expect(models == [ScriptedService.model])
            }
        }
    }

    @Test func cancelEndsTheJobAndIsAcknowledged() async throws {
        try await withServer(ScriptedService()) { server in
            try await withClient(server) { client in
                let job = try await client.submit(.scripted("wait"))
                let result = try await client.cancel(job.id)
                let events = try await job.events.all()
                #expect(events.last == .cancelled(Cancelled(step: result.step, milliseconds: 0)))
                let error = await #expect(throws: WireError.self) { try await client.cancel(job.id) }
                #expect(error?.code == .notFound)
            }
        }
    }

    @Test func whoAttachesLateGetsTheFilmstripAndThenTheRest() async throws {
        let service = ScriptedService()
        try await withServer(service) { server in
            try await withClient(server) { client in
                let request = SubmitRequest.scripted("wait", count: 2, steps: 50)
                let job = try await client.submit(request)
                try await eventually("all steps are done") {
                    guard let attached = try? await client.attach(AttachRequest(job: job.id)) else { return false }
                    try? await client.detach(attached.events)
                    return attached.attached.step == 50
                }
                try await RawPeer.connect(port: server.port) { peer in
                    try await peer.hello()
                    let attach = AttachRequest(job: job.id, fromStep: 11, viewing: Viewing(previewEvery: 5))
                    try await peer.send(.attach(attach), request: 2)
                    guard case .attached(let attached)? = try await peer.next()?.message else {
                        return #expect(Bool(false), "not attached")
                    }
                    #expect(attached.state == .running && attached.recipe == request.recipe)
                    #expect(attached.width == 4 && attached.modelHash == ScriptedService.model.hash)
                    #expect(try await peer.next()?.message == .started(Started(steps: 50, count: 2)))
                    for step in stride(from: UInt32(15), through: 50, by: 5) {
                        guard case .preview(let preview)? = try await peer.next()?.message else {
                            return #expect(Bool(false), "no preview of step \(step)")
                        }
                        #expect(preview.step == step && preview.replaced == 0 && preview.pixels.count == 32)
                    }
                    _ = try await client.cancel(job.id)
                    #expect(try await peer.next()?.message.type == .cancelled)
                }
                // A job that has ended tells all of it at once.
                let late = try await client.attach(AttachRequest(job: job.id))
                #expect(late.attached.state == .cancelled)
                #expect(try await late.events.all().last?.isTerminal == true)
                let error = await #expect(throws: WireError.self) {
                    _ = try await client.attach(AttachRequest(job: JobID(value: 1)))
                }
                #expect(error?.code == .notFound)
            }
        }
    }

    @Test func whoDetachesIsToldNothingMoreAndTheJobGoesOn() async throws {
        let service = ScriptedService()
        try await withServer(service) { server in
            try await withClient(server) { client in
                let job = try await client.submit(.scripted("wait"))
                try await client.detach(job.events)
                #expect(try await job.events.all().allSatisfy { !$0.isTerminal })
                try await eventually("the service has heard of it") { service.watcherCount == 0 }
                #expect(service.runningCount == 1)
                try await client.detach(job.events)  // once more does no harm
            }
        }
        #expect(service.left.count == 1)
    }

    @Test(arguments: [(PixelEncoding.zlib, PixelEncoding.png), (.png, .raw), (.raw, .zlib)])
    func pixelsComeAsTheyWereAskedFor(previews: PixelEncoding, images: PixelEncoding) async throws {
        try await withServer(ScriptedService()) { server in
            try await withClient(server) { client in
                let viewing = Viewing(previewEncoding: previews, imageEncoding: images)
                for event in try await client.submit(.scripted(count: 2, viewing: viewing)).events.all() {
                    switch event {
                    case .preview(let preview):
                        let raw = Array(repeating: UInt8(preview.step), count: 32)
                        #expect(preview.encoding == previews)
                        #expect(preview.pixels == (previews == .raw ? raw : [previews.rawValue] + raw))
                    case .image(let image):
                        let raw = Array(repeating: image.index, count: 16)
                        #expect(image.encoding == images)
                        #expect(image.pixels == (images == .raw ? raw : [images.rawValue] + raw))
                    case .queued, .started, .finished, .cancelled, .failed: break
                    }
                }
            }
        }
    }

    @Test func statusAndEmbeddings() async throws {
        try await withServer(ScriptedService()) { server in
            try await withClient(server) { client in
                try await withClient(server) { other in
                    let report = try await other.status()
                    #expect(report.connections == 2 && report.models.map(\.name) == ["fashion"])
                }
                let embeddings = try await client.embed(["a", "", "coat"])
                #expect(embeddings.encoder == ScriptedService.model.hash)
                #expect(embeddings.vectors.map(\.values) == [[1], [0], [4]])
                let texts = Array(repeating: "x", count: EmbedRequest.maximumTexts + 1)
                let error = await #expect(throws: WireError.self) { _ = try await client.embed(texts) }
                #expect(error?.code == .invalidParameter)
                let most = try await client.embed(Array(repeating: "x", count: EmbedRequest.maximumTexts))
                #expect(most.vectors.count == EmbedRequest.maximumTexts)
            }
        }
    }

    @Test func clientsAreToldApartByNameOnThisMachine() async throws {
        let service = ScriptedService()
        try await withServer(service) { server in
            try await withClient(server) { client in _ = try await client.submit(.scripted()).events.all() }
        }
        #expect(service.clients == [ClientIdentity(address: "127.0.0.1", name: "test/1")])
        #expect(ClientIdentity(address: "192.0.2.1", name: "a") == ClientIdentity(address: "192.0.2.1", name: "b"))
        #expect(ClientIdentity(address: "::1", name: "a") != ClientIdentity(address: "::1", name: "b"))
    }

    @Test func manyJobsOnOneConnection() async throws {
        try await withServer(ScriptedService()) { server in
            try await withClient(server) { client in
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for count in 1...40 {
                        group.addTask {
                            let job = try await client.submit(.scripted(count: UInt8(count % 16 + 1), steps: 20))
                            return try await job.events.all().count { if case .image = $0 { true } else { false } }
                        }
                    }
                    var pictures = 0
                    for try await count in group { pictures += count }
                    #expect(pictures == (1...40).reduce(0) { $0 + $1 % 16 + 1 })
                }
            }
        }
    }

    @Test func theServiceHearsOfALostConnection() async throws {
        let service = ScriptedService()
        try await withServer(service) { server in
            try await withClient(server) { client in
                for _ in 0..<3 { _ = try await client.submit(.scripted("wait")) }
                #expect(service.runningCount == 3)
            }
            try await eventually("all viewers have left") { service.left.count == 3 && service.watcherCount == 0 }
            #expect(service.runningCount == 3)
        }
    }

    @Test func shutdownIsAnnounced() async throws {
        let service = ScriptedService()
        try await withServer(service) { server in
            try await withClient(server) { client in
                let job = try await client.submit(.scripted("wait"))
                await server.shutdown(goingAway: "Back at noon.")
                let error = await #expect(throws: ConnectionError.self) { _ = try await job.events.all() }
                #expect(error?.code == .goingAway)
                #expect(error?.detail == "Back at noon.")
                await client.waitUntilClosed()
                await #expect(throws: ConnectionError.self) { _ = try await client.models() }
            }
        }
        #expect(service.left.count == 1)
    }
}
