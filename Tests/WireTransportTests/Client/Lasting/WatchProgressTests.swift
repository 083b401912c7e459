import Testing
import WireProtocol

@testable import WireTransport

struct WatchProgressTests {
    private func preview(_ step: UInt32) -> JobEvent {
        .preview(
            Preview(
                step: step, steps: 9, timestep: 0, content: .x0, costMicroseconds: 0, remainingMilliseconds: 0,
                count: 0,
                width: 0, height: 0, channels: 1, pixels: []))
    }

    private func image(_ index: UInt8) -> JobEvent {
        .image(ImageEvent(index: index, width: 0, height: 0, channels: 1, pixels: []))
    }

    /// The whole story twice, as after an ATTACH that tells too much: each thing is news once.
    @Test func nothingIsNewsTwice() {
        let story: [JobEvent] = [
            .queued(Queued(position: 1)), .queued(Queued(position: 0)), .started(Started(steps: 9, count: 2)),
            preview(1), preview(2), image(1), image(0),
        ]
        var progress = WatchProgress()
        let news = story.map { progress.take($0) }
        #expect(!news.contains(false))
        #expect(progress.fromStep == 3)
        let again = story.map { progress.take($0) }
        #expect(!again.contains(true))
        #expect(progress.take(preview(7)) == true)
        #expect(progress.take(preview(3)) == false)
        #expect(progress.fromStep == 8)
        #expect(progress.take(.finished(Finished(milliseconds: 1, evaluations: 1))) == true)
    }

    @Test func theLastStepThereIsOverflowsNothing() {
        var progress = WatchProgress()
        #expect(progress.fromStep == 1)
        #expect(progress.take(preview(.max)) == true)
        #expect(progress.fromStep == .max)
    }
}
