import Glibc
import Testing

@testable import reverie

@Suite struct InterruptPolicyTests {
    @Test func `Ctrl-C asks once, the second cancels, the third leaves`() {
        var policy = InterruptPolicy(canAsk: true, owns: true)
        #expect(policy.received(SIGINT) == .ask)
        #expect(policy.received(SIGINT) == .cancel)
        #expect(policy.received(SIGINT) == .leave && policy.signal == SIGINT)
    }

    @Test(arguments: [
        (UInt8(ascii: "d"), InterruptPolicy.Action.detach), (UInt8(ascii: "C"), .cancel), (UInt8(ascii: "x"), .goOn),
        (10, .goOn),
    ])
    func `the answer decides`(key: UInt8, action: InterruptPolicy.Action) {
        var policy = InterruptPolicy(canAsk: true, owns: true)
        _ = policy.received(SIGINT)
        #expect(policy.answered(key) == action)
    }

    @Test func `who goes on can be asked again, and an answer that comes too late is none`() {
        var policy = InterruptPolicy(canAsk: true, owns: true)
        #expect(policy.answered(UInt8(ascii: "c")) == .redraw)
        _ = policy.received(SIGINT)
        #expect(policy.answered(nil) == .goOn && policy.signal == nil)
        #expect(policy.received(SIGINT) == .ask)
        #expect(policy.received(SIGINT) == .cancel)
        #expect(policy.answered(UInt8(ascii: "d")) == .redraw)
    }

    @Test func `where nobody can be asked, the first cancels`() {
        var policy = InterruptPolicy(canAsk: false, owns: true)
        #expect(policy.received(SIGINT) == .cancel)
        #expect(policy.received(SIGTERM) == .leave)
    }

    @Test func `a watcher leaves, and so does one whose terminal is gone`() {
        var watcher = InterruptPolicy(canAsk: true, owns: false)
        #expect(watcher.received(SIGINT) == .detach)
        var gone = InterruptPolicy(canAsk: true, owns: true)
        #expect(gone.received(SIGHUP) == .detach && gone.signal == SIGHUP)
    }

    @Test func `the others end nothing`() {
        var policy = InterruptPolicy(canAsk: true, owns: true)
        #expect(policy.received(SIGTSTP) == .pause)
        #expect(policy.received(SIGWINCH) == .redraw)
        #expect(policy.signal == nil)
    }
}
