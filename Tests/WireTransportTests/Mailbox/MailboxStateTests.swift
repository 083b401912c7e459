import Testing

@testable import WireTransport

struct MailboxStateTests {
    private typealias State = MailboxState<String, Int>

    /// All there is, as text: events as they are, previews as "number-replaced".
    private func drain(_ state: inout State) -> [String] {
        var all: [String] = []
        while let delivery = state.pop() {
            switch delivery {
            case .event(let event): all.append(event)
            case .preview(let preview, let replaced): all.append("\(preview)-\(replaced)")
            }
        }
        return all
    }

    @Test func eventsComeInOrder() {
        var state = State()
        for event in ["a", "b", "c"] { state.put(event) }
        #expect(state.eventCount == 3)
        #expect(drain(&state) == ["a", "b", "c"])
        #expect(state.isEmpty)
    }

    @Test func aPreviewKeepsItsPlace() {
        var state = State()
        state.put("a")
        state.putPreview(1, replaced: 0)
        state.put("b")
        #expect(drain(&state) == ["a", "1-0", "b"])
    }

    @Test func theNewestPreviewTakesTheSlotAndALaterPlace() {
        var state = State()
        state.putPreview(1, replaced: 0)
        state.put("a")
        state.putPreview(2, replaced: 0)
        state.put("b")
        state.putPreview(3, replaced: 0)
        #expect(drain(&state) == ["a", "b", "3-2"])
        state.putPreview(4, replaced: 0)
        #expect(drain(&state) == ["4-0"])
    }

    @Test func whatWasLostBeforeIsCountedToo() {
        var state = State()
        state.putPreview(1, replaced: 5)
        state.putPreview(2, replaced: 7)
        #expect(drain(&state) == ["2-13"])
        state.putPreview(3, replaced: .max)
        state.putPreview(4, replaced: 9)
        #expect(drain(&state) == ["4-\(UInt32.max)"])
    }

    @Test func aSupersededEventIsReplaced() {
        var state = State()
        state.put("q1", replacing: { $0.hasPrefix("q") })
        state.put("q2", replacing: { $0.hasPrefix("q") })
        state.put("a")
        state.put("q3", replacing: { $0.hasPrefix("q") })
        #expect(drain(&state) == ["q2", "a", "q3"])
    }

    /// Whatever is put and taken, in whatever order: events come once and in order, previews in order, and every preview is
    /// either delivered or counted.
    @Test(arguments: 0..<50)
    func nothingIsLostUncounted(seed: Int) {
        var generator = SystemRandomNumberGenerator()
        var state = State()
        var (events, previews, delivered, accounted) = (0, 0, 0, 0)
        func take() {
            switch state.pop() {
            case .event(let event):
                #expect(event == "\(delivered)")
                delivered += 1
            case .preview(let preview, let replaced):
                accounted += Int(replaced) + 1
                #expect(preview == accounted)
            case nil: break
            }
        }
        for _ in 0..<500 {
            switch Int.random(in: 0..<4, using: &generator) {
            case 0:
                state.put("\(events)")
                events += 1
            case 1, 2:
                previews += 1
                state.putPreview(previews, replaced: 0)
            default: take()
            }
        }
        while !state.isEmpty { take() }
        #expect(delivered == events)
        #expect(accounted == previews)
    }
}
