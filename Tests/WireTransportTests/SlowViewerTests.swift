import NIOCore
import TestSupport
import Testing
import WireProtocol
import WireTransport

/// A viewer that does not read keeps the newest preview and every picture, and holds up nobody.
@Suite(.timeLimit(.minutes(2)))
struct SlowViewerTests {
    private static let steps: UInt32 = 400

    @Test func itFindsTheNewestPreviewAndEveryPicture() async throws {
        // 64 KiB a preview, 25 MiB in all: far more than the buffers on the way hold.
        let service = ScriptedService(pictureSide: 64)
        try await withServer(service) { server in
            try await RawPeer.connect(port: server.port) { peer in
                try await peer.hello()
                try await peer.send(.submit(.scripted(count: 16, steps: Self.steps)), request: 2)
                try await eventually("the job is not held up by its viewer") { service.finishedCount == 1 }

                var (previews, replaced, pictures, lastStep) = (0, 0, 0, UInt32(0))
                while let frame = try await peer.next(), frame.message.type != .finished {
                    switch frame.message {
                    case .preview(let preview):
                        previews += 1
                        replaced += Int(preview.replaced)
                        #expect(preview.step == lastStep + 1 + preview.replaced)
                        lastStep = preview.step
                    case .image(let image):
                        #expect(Int(image.index) == pictures)
                        pictures += 1
                    default: break
                    }
                }
                #expect(pictures == 16)
                #expect(previews + replaced == Int(Self.steps))
                #expect(lastStep == Self.steps)
                #expect(previews < 20, "the previews queued up on the way")
            }
        }
        #expect(service.left.isEmpty)
    }

    @Test func aViewerBesideItLosesNothingByIt() async throws {
        let service = ScriptedService(pictureSide: 64)
        try await withServer(service) { server in
            try await RawPeer.connect(port: server.port) { peer in
                try await peer.hello()
                try await peer.send(.submit(.scripted(count: 16, steps: Self.steps)), request: 2)
                try await withClient(server) { client in
                    let events = try await client.submit(.scripted(count: 2, steps: 20)).events.all()
                    #expect(events.last == .finished(Finished(milliseconds: 1, evaluations: 40)))
                    #expect(events.count { if case .image = $0 { true } else { false } } == 2)
                }
            }
        }
    }

    @Test func resultsThatPileUpEndItsConnection() async throws {
        var limits = ServerLimits()
        limits.backlogBytes = 1024 * 1024
        let service = ScriptedService(pictureSide: 256)
        try await withServer(service, limits: limits) { server in
            try await RawPeer.connect(port: server.port) { peer in
                try await peer.hello()
                // This one has no end of its own: the service hears of the end of the connection.
                try await peer.send(.submit(.scripted("wait", steps: 1)), request: 1)
                for request in 2...9 as ClosedRange<UInt32> {
                    try await peer.send(.submit(.scripted(count: 16, steps: 1)), request: request)
                }
                try await eventually("the connection is closed") { !service.left.isEmpty }
                // All of the jobs' pictures would be 8 MiB.
                var pictures = 0
                do {
                    while let frame = try await peer.next() { pictures += frame.message.type == .image ? 1 : 0 }
                } catch is IOError {
                    // The connection may be reset: its bytes were not read.
                }
                #expect(pictures < 8 * 16)
            }
        }
    }

    @Test func aViewerThatTakesNothingForLongIsLeft() async throws {
        var limits = ServerLimits()
        limits.stallTimeout = .milliseconds(100)
        let service = ScriptedService(pictureSide: 256)
        try await withServer(service, limits: limits) { server in
            try await RawPeer.connect(port: server.port) { peer in
                try await peer.hello()
                try await peer.send(.submit(.scripted("wait", count: 16, steps: 3)), request: 2)
                try await eventually("the service is told that it left") { service.left.count == 1 }
            }
        }
    }
}
