import Synchronization
import Testing

@testable import InferenceService

@Suite struct ServiceNotifierTests {
    @Test func theManagerIsToldOnTheSocketThatItNamed() {
        let sent = Mutex<[String]>([])
        let notifier = ServiceNotifier(environment: ["NOTIFY_SOCKET": "/run/n", "WATCHDOG_USEC": "30000000"]) { path in
            { message in sent.withLock { $0.append("\(path) \(message)") } }
        }
        notifier.ready("Listening")
        notifier.alive()
        notifier.stopping()
        #expect(sent.withLock { $0 } == ["/run/n READY=1\nSTATUS=Listening", "/run/n WATCHDOG=1", "/run/n STOPPING=1"])
        #expect(notifier.watchdogInterval == .seconds(15))
    }

    @Test(
        arguments: [[:], ["NOTIFY_SOCKET": "", "WATCHDOG_USEC": "soon"], ["WATCHDOG_USEC": "-5"]] as [[String: String]])
    func withoutAManagerNobodyIsTold(environment: [String: String]) {
        let notifier = ServiceNotifier(environment: environment) { _ in { _ in Issue.record("told") } }
        notifier.ready("")
        notifier.alive()
        #expect(notifier.watchdogInterval == nil)
    }
}
