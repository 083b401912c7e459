import Testing

@testable import InferenceService

@Suite struct QuotasTests {
    private let quotas = Quotas(queued: 10, queuedPerClient: 4, runningPerClient: 2, pixelsPerClient: 1000)

    @Test func whatFitsIsTaken() {
        #expect(
            quotas.refusal(of: 900, usage: .init(queued: 3, running: 2, pixels: 100), totalQueued: 9, wait: nil) == nil)
    }

    @Test func aFullQueueSaysWhenToTryAgain() {
        let refusal = quotas.refusal(of: 1, usage: .init(), totalQueued: 10, wait: .milliseconds(12_300))
        #expect(refusal == "The queue is full: 10 jobs wait. Try again in about 13 s.")
        let unknown = quotas.refusal(of: 1, usage: .init(), totalQueued: 11, wait: nil)
        #expect(unknown == "The queue is full: 11 jobs wait. Try again later.")
    }

    @Test func oneClientMayNotHaveItAll() {
        let jobs = quotas.refusal(of: 1, usage: .init(queued: 4), totalQueued: 4, wait: .zero)
        #expect(jobs?.contains("as many as one client may have") == true)
        let pixels = quotas.refusal(of: 500, usage: .init(running: 1, pixels: 501), totalQueued: 0, wait: nil)
        #expect(pixels?.contains("501 pixels") == true)
    }

    @Test func aSingleJobIsTakenWhateverItsSize() {
        #expect(quotas.refusal(of: 5000, usage: .init(), totalQueued: 0, wait: nil) == nil)
    }
}
