import Testing
import WireProtocol

@testable import WireTransport

struct OutboxTests {
    private let viewer = Viewer { _ in }
    private let job = Accepted(job: JobID(value: 1))

    private func preview(_ step: UInt32) -> JobEvent {
        .preview(
            Preview(
                step: step, steps: 9, timestep: 0, content: .x0, costMicroseconds: 0, remainingMilliseconds: 0,
                count: 0,
                width: 0, height: 0, channels: 0, pixels: []))
    }

    private func image(_ size: Int) -> JobEvent {
        .image(
            ImageEvent(index: 0, width: UInt16(size), height: 1, channels: 1, pixels: Array(repeating: 0, count: size)))
    }

    private func queued(_ position: UInt32) -> JobEvent { .queued(Queued(position: position)) }

    private func all(_ outbox: inout Outbox) -> [ServerFrame] {
        var frames: [ServerFrame] = []
        while case .frame(let frame, _)? = outbox.next() { frames.append(frame) }
        return frames
    }

    @Test func aLaneIsHeldUntilItIsOpened() {
        var outbox = Outbox()
        let lane = outbox.addLane(5, Viewing())
        #expect(outbox.post(queued(1), request: 5, lane: lane) == true)
        #expect(outbox.next() == nil)
        #expect(outbox.open(5, lane: lane, viewer: viewer) == true)
        outbox.answer(.accepted(job), to: 5)
        #expect(all(&outbox).map(\.message) == [.accepted(job), queued(1).message])
    }

    @Test func lanesTakeTurnsAndAnswersGoFirst() {
        var outbox = Outbox()
        for request in [1, 2, 3] as [UInt32] {
            let lane = outbox.addLane(request, Viewing())
            #expect(outbox.open(request, lane: lane, viewer: viewer) == true)
            for _ in 0..<2 { #expect(outbox.post(image(1), request: request, lane: lane) == true) }
        }
        outbox.answer(.acknowledged(Acknowledged()), to: 9)
        #expect(all(&outbox).map(\.request) == [9, 1, 2, 3, 1, 2, 3])
    }

    @Test func onlyTheNewestPreviewAndQueuedWait() {
        var outbox = Outbox()
        let lane = outbox.addLane(1, Viewing())
        #expect(outbox.open(1, lane: lane, viewer: viewer) == true)
        for position in (1...9 as ClosedRange<UInt32>).reversed() {
            #expect(outbox.post(queued(position), request: 1, lane: lane) == true)
        }
        for step in 1...9 as ClosedRange<UInt32> { #expect(outbox.post(preview(step), request: 1, lane: lane) == true) }
        let frames = all(&outbox)
        #expect(frames.count == 2)
        #expect(frames.first?.message == queued(1).message)
        guard case .preview(let last) = frames.last?.message else { return #expect(Bool(false), "no preview") }
        #expect(last.step == 9)
        #expect(last.replaced == 8)
        #expect(outbox.backlogBytes == 0)
    }

    @Test(arguments: PreviewContent.allCases)
    func eachViewerIsSentTheContentThatItAskedFor(_ content: PreviewContent) {
        let both = Preview(
            step: 1, steps: 9, timestep: 0, content: .both, costMicroseconds: 0, remainingMilliseconds: 0, count: 1,
            width: 2, height: 1, channels: 1, pixels: [1, 2, 3, 4])
        var outbox = Outbox()
        let lane = outbox.addLane(1, Viewing(previewContent: content))
        let strip = Filmstrip { $0 == 0 ? both : nil }
        #expect(outbox.open(1, lane: lane, viewer: viewer, filmstrip: strip) == true)
        #expect(outbox.post(.preview(both), request: 1, lane: lane) == true)
        guard case .fetch? = outbox.next() else { return #expect(Bool(false), "no filmstrip") }
        var frames: [ServerFrame] = []
        if case .frame(let frame, _)? = outbox.fetched(both, request: 1, lane: lane) { frames.append(frame) }
        #expect(outbox.fetched(nil, request: 1, lane: lane) == nil)
        frames += all(&outbox)
        let expected: [UInt8] = content == .x0 ? [1, 2] : content == .xt ? [3, 4] : [1, 2, 3, 4]
        for frame in frames {
            guard case .preview(let preview) = frame.message else { return #expect(Bool(false), "no preview") }
            #expect(preview.content == content && preview.pixels == expected)
        }
        #expect(frames.count == 2)
    }

    @Test func theLaneGoesWithTheTerminalEvent() {
        var outbox = Outbox()
        let lane = outbox.addLane(1, Viewing())
        #expect(outbox.open(1, lane: lane, viewer: viewer) == true)
        #expect(outbox.post(.finished(Finished(milliseconds: 1, evaluations: 1)), request: 1, lane: lane) == true)
        #expect(outbox.post(preview(1), request: 1, lane: lane) == false)
        #expect(outbox.hasLane(1))
        #expect(all(&outbox).count == 1)
        #expect(!outbox.hasLane(1))
        #expect(outbox.post(preview(1), request: 1, lane: lane) == false)
    }

    @Test func aLateEventDoesNotReachAnotherJobWithTheSameRequest() {
        var outbox = Outbox()
        let old = outbox.addLane(1, Viewing())
        outbox.removeLane(1)
        let new = outbox.addLane(1, Viewing())
        #expect(outbox.open(1, lane: old, viewer: viewer) == false)
        #expect(outbox.open(1, lane: new, viewer: viewer) == true)
        #expect(outbox.post(preview(1), request: 1, lane: old) == false)
        #expect(outbox.next() == nil)
    }

    @Test func theBacklogCountsWhatWaits() {
        var outbox = Outbox()
        let lane = outbox.addLane(1, Viewing())
        #expect(outbox.open(1, lane: lane, viewer: viewer) == true)
        for _ in 0..<3 { #expect(outbox.post(image(10_000), request: 1, lane: lane) == true) }
        #expect((30_000...31_000).contains(outbox.backlogBytes))
        _ = outbox.next()
        #expect((20_000...21_000).contains(outbox.backlogBytes))
        outbox.removeLane(1)
        #expect(outbox.backlogBytes == 0)
    }

    @Test func viewersOfUnfinishedJobsAreNamed() {
        var outbox = Outbox()
        let viewers = (0..<3).map { _ in Viewer { _ in } }
        for (index, viewer) in viewers.enumerated() {
            let lane = outbox.addLane(UInt32(index + 1), Viewing())
            #expect(outbox.open(UInt32(index + 1), lane: lane, viewer: viewer) == true)
            if index == 1 {
                #expect(outbox.post(.cancelled(Cancelled(step: 0, milliseconds: 0)), request: 2, lane: lane) == true)
            }
        }
        _ = outbox.addLane(4, Viewing())
        #expect(outbox.removeLanes().map(\.id) == [viewers[0].id, viewers[2].id])
        #expect(outbox.laneCount == 0)
    }
}
