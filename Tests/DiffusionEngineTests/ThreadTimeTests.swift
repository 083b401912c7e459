import Glibc
import Testing

@testable import DiffusionEngine

@Suite struct ThreadTimeTests {
    @Test func `counts what the thread computes, and not what it sleeps`() {
        let clock = ContinuousClock()
        let start = (wall: clock.now, thread: ThreadTime.now)
        usleep(50_000)
        let slept = ThreadTime.now - start.thread
        #expect(slept < (clock.now - start.wall) / 2)
        var sum = 0.0
        while ThreadTime.now - start.thread < slept + .milliseconds(2) { sum += 1 }
        #expect(sum > 0)
    }
}
