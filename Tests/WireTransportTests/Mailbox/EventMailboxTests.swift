import Testing
import WireTransport

@Suite(.timeLimit(.minutes(1)))
struct EventMailboxTests {
    private typealias Mailbox = EventMailbox<Int, Int>

    @Test func whatWaitsIsDeliveredAfterTheEndWasPut() async {
        let mailbox = Mailbox()
        mailbox.put(1)
        mailbox.putPreview(10)
        mailbox.putPreview(11)
        mailbox.finish()
        #expect(!mailbox.put(2))
        mailbox.putPreview(12)
        guard case .event(1) = await mailbox.next() else { return #expect(Bool(false), "the event is missing") }
        guard case .preview(11, replaced: 1) = await mailbox.next() else {
            return #expect(Bool(false), "the preview is missing")
        }
        #expect(await mailbox.next() == nil)
        #expect(await mailbox.next() == nil)
    }

    @Test func itTakesNoMoreThanItsLimit() {
        let mailbox = Mailbox(limit: 3)
        #expect((0..<5).map { mailbox.put($0) } == [true, true, true, false, false])
    }

    @Test func aReaderThatWaitsIsWoken() async {
        let mailbox = Mailbox()
        async let first = mailbox.next()
        await Task.yield()
        mailbox.put(7)
        guard case .event(7) = await first else { return #expect(Bool(false), "the event is missing") }
    }

    @Test func aCancelledReaderGetsNothing() async {
        let mailbox = Mailbox()
        let reader = Task { await mailbox.next() }
        await Task.yield()
        reader.cancel()
        #expect(await reader.value == nil)
        // What comes afterwards is there for the next one.
        mailbox.put(1)
        guard case .event(1) = await mailbox.next() else { return #expect(Bool(false), "the event is missing") }
    }

    @Test func aReaderThatWasCancelledBeforeItAskedGetsNothing() async {
        let mailbox = Mailbox()
        mailbox.put(1)
        let reader = Task {
            while !Task.isCancelled { await Task.yield() }
            return await mailbox.next()
        }
        reader.cancel()
        #expect(await reader.value == nil)
    }

    @Test func manyProducersLoseNoEvent() async {
        let mailbox = EventMailbox<Int, Int>()
        await withTaskGroup(of: Void.self) { group in
            for producer in 0..<8 {
                group.addTask {
                    for number in 0..<500 {
                        mailbox.put(producer * 1000 + number)
                        mailbox.putPreview(number)
                        await Task.yield()
                    }
                }
            }
            group.addTask {
                var (last, events, previews) = (Array(repeating: -1, count: 8), 0, 0)
                while events < 4000 || previews < 4000 {
                    switch await mailbox.next() {
                    case .event(let number):
                        #expect(number % 1000 > last[number / 1000])
                        last[number / 1000] = number % 1000
                        events += 1
                    case .preview(_, let replaced): previews += Int(replaced) + 1
                    case nil: return #expect(Bool(false), "the mailbox ended")
                    }
                }
                #expect(previews == 4000)
            }
        }
    }
}
