import Testing
import WireProtocol
import WireTransport

@testable import InferenceService

@Suite struct FilmShelfTests {
    /// A job with a preview of so many bytes, or with none.
    private func watched(bytes: Int) -> Job {
        let job = Job(Samples.accepted(1), engineID: 1)
        guard bytes > 0 else { return job }
        let preview = Preview(
            step: 1, steps: 25, timestep: 960, content: .x0, costMicroseconds: 9, remainingMilliseconds: 70, count: 1,
            width: UInt16(bytes), height: 1, channels: 1, pixels: [UInt8](repeating: 7, count: bytes))
        var wakeUps = WakeUps()
        job.deliver(.preview(preview), waking: &wakeUps)
        return job
    }

    @Test func theOldestGoFirst() {
        var shelf = FilmShelf(maximumBytes: 100)
        let jobs = [40, 40, 30, 100].map { watched(bytes: $0) }
        var kept: [[Int]] = []
        for job in jobs {
            shelf.put(job)
            kept.append(jobs.map(\.filmstripBytes))
            #expect(shelf.bytes <= 100)
        }
        #expect(kept == [[40, 40, 30, 100], [40, 40, 30, 100], [0, 40, 30, 100], [0, 0, 0, 100]])
    }

    @Test func whatIsTakenOutMakesRoom() {
        var shelf = FilmShelf(maximumBytes: 100)
        let jobs = [60, 40, 60].map { watched(bytes: $0) }
        shelf.put(jobs[0])
        shelf.put(jobs[1])
        shelf.remove(jobs[0])
        shelf.remove(jobs[0])
        shelf.put(jobs[2])
        #expect(shelf.bytes == 100 && jobs[1].filmstripBytes == 40 && jobs[2].filmstripBytes == 60)
    }

    @Test func aJobThatNobodyWatchedTakesNoPlace() {
        var shelf = FilmShelf(maximumBytes: 100)
        shelf.put(watched(bytes: 0))
        #expect(shelf.bytes == 0)
    }
}
