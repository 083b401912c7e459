import Testing
import WireProtocol

@testable import WireTransport

@Suite struct JobEventsTests {
    private func preview(_ step: UInt32) -> JobEvent {
        .preview(
            Preview(
                step: step, steps: 9000, timestep: 9000 - step, content: .x0, costMicroseconds: 1,
                remainingMilliseconds: 1, count: 1, width: 1, height: 1, channels: 1,
                pixels: [UInt8(truncatingIfNeeded: step)]))
    }

    /// What a reader gets that comes when all has been put.
    private func steps(_ events: JobEvents, previews: ClosedRange<UInt32>) async throws -> [UInt32] {
        #expect(events.put(.started(Started(steps: 9000, count: 1))))
        for step in previews { #expect(events.put(preview(step))) }
        #expect(events.put(.finished(Finished(milliseconds: 1, evaluations: 1))))
        var steps: [UInt32] = []
        var others = 0
        for try await event in events {
            if case .preview(let preview) = event { steps.append(preview.step) } else { others += 1 }
        }
        #expect(others == 2)
        return steps
    }

    @Test func aSlowReaderGetsTheNewestPreview() async throws {
        #expect(try await steps(JobEvents(), previews: 1...300) == [300])
    }

    @Test func aSlowReaderThatKeepsThemGetsEveryPreviewInOrder() async throws {
        #expect(try await steps(JobEvents(keepsPreviews: true), previews: 1...300) == Array(1...300))
    }
}
