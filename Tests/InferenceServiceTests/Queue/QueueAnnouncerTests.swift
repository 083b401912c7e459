import Synchronization
import Testing
import WireProtocol
import WireTransport

@testable import InferenceService

@Suite struct QueueAnnouncerTests {
    /// A clock whose sleepers sleep until they are woken, so that time passes only when the test says so.
    private final class HandClock: Clock {
        struct Instant: InstantProtocol {
            var offset = Duration.zero
            func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
            func duration(to other: Instant) -> Duration { other.offset - offset }
            static func < (a: Instant, b: Instant) -> Bool { a.offset < b.offset }
        }
        private let sleepers = Mutex<[CheckedContinuation<Void, Never>]>([])
        var now: Instant { Instant() }
        var minimumResolution: Duration { .zero }

        func sleep(until deadline: Instant, tolerance: Duration?) async throws {
            await withCheckedContinuation { sleeper in sleepers.withLock { $0.append(sleeper) } }
        }

        /// Waits for a sleeper, and wakes it.
        func tick() async {
            while true {
                if let sleeper = sleepers.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return sleeper.resume() }
                await Task.yield()
            }
        }

        var isSomebodyAsleep: Bool { sleepers.withLock { !$0.isEmpty } }
    }

    @Test func manyChangesAreLookedAtTogether() async {
        let clock = HandClock()
        let announcer = QueueAnnouncer(clock: clock)
        let looks = Mutex(0)
        let job = Job(Samples.accepted(1), engineID: 1)
        let witness = Witness()
        job.attach(witness.viewer)
        let position = Mutex(3)
        let change = {
            announcer.changed {
                looks.withLock { $0 += 1 }
                let others = (0..<position.withLock { $0 }).map {
                    (job: Job(Samples.accepted($0 + 10), engineID: 2), start: Duration?.none)
                }
                return [others + [(job: job, start: .seconds(4))]]
            }
        }
        for _ in 0..<100 { change() }
        await witness.wait(forPlace: 3)
        while !clock.isSomebodyAsleep { await Task.yield() }
        #expect(looks.withLock { $0 } <= 2)
        position.withLock { $0 = 1 }
        for _ in 0..<100 { change() }
        await clock.tick()
        await witness.wait(forPlace: 1)
        while !clock.isSomebodyAsleep { await Task.yield() }
        #expect(looks.withLock { $0 } <= 4)
        // Nothing is new: nothing is told, and in the end nobody looks.
        change()
        await clock.tick()
        while !clock.isSomebodyAsleep { await Task.yield() }
        await clock.tick()
        job.end(.finished(Finished(milliseconds: 1, evaluations: 1)), isStored: false)
        #expect(await witness.all().places == [3, 1])
    }
}
