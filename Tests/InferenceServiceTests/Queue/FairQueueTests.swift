import TestSupport
import Testing

@testable import InferenceService

@Suite struct FairQueueTests {
    private typealias Queue = FairQueue<Int, String, Void>

    private func drain(_ queue: inout Queue) -> [Int] {
        var ids: [Int] = []
        while let ticket = queue.popFirst() { ids.append(ticket.id) }
        return ids
    }

    @Test func oneClientsJobsComeInOrder() {
        var queue = Queue()
        for id in 0..<10 { queue.append(id, client: "a", cost: 10 - id) }
        #expect(queue.count == 10 && queue.count(of: "a") == 10 && queue.first()?.id == 0)
        #expect(drain(&queue) == Array(0..<10))
        #expect(queue.count == 0 && queue.first() == nil)
    }

    @Test func aSingleJobDoesNotWaitBehindFiveHundred() {
        var queue = Queue()
        for id in 0..<500 { queue.append(id, client: "many", cost: 50) }
        for _ in 0..<40 { _ = queue.popFirst() }
        queue.append(1000, client: "one", cost: 50)
        #expect(queue.order().prefix(2).contains { $0.ticket.id == 1000 })
    }

    @Test func clientsWithEqualJobsTakeTurns() {
        var queue = Queue()
        for id in 0..<30 { queue.append(id, client: ["a", "b", "c"][id / 10], cost: 7) }
        let order = drain(&queue)
        for turn in 0..<10 { #expect(Set(order[turn * 3..<turn * 3 + 3].map { $0 / 10 }) == [0, 1, 2]) }
    }

    @Test func whoWasAwayGetsNoCredit() {
        var queue = Queue()
        queue.append(0, client: "b", cost: 1)
        for id in 1...50 { queue.append(id, client: "a", cost: 1) }
        for _ in 0..<41 { _ = queue.popFirst() }
        for id in 100..<110 { queue.append(id, client: "b", cost: 1) }
        // Not all ten of b before a's ten.
        let order = drain(&queue)
        #expect(order.prefix(10).count { $0 >= 100 } <= 6)
    }

    @Test func removedJobsCostNothing() {
        var queue = Queue()
        for id in 0..<3 { queue.append(id, client: "a", cost: 1_000_000) }
        queue.append(10, client: "b", cost: 1)
        #expect(queue.remove(0) && !queue.remove(0) && !queue.contains(0))
        #expect(drain(&queue) == [1, 10, 2])
    }

    @Test func clientsThatAreNotEligibleArePassedOver() {
        var queue = Queue()
        queue.append(0, client: "a", cost: 1)
        queue.append(1, client: "b", cost: 1)
        #expect(queue.popFirst { $0 != "a" }?.id == 1)
        #expect(queue.popFirst { $0 != "a" } == nil)
        #expect(queue.popFirst()?.id == 0)
    }

    /// Over any stretch in which two clients always have jobs waiting, what they are served differs by no more than their
    /// two largest jobs; every job is served once; and a client's jobs come in order.
    @Test(arguments: 0..<20)
    func theShareIsFair(seed: UInt64) {
        var generator = RandomNumbers(seed: seed &+ 5)
        func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
        let clients = ["a", "b", "c", "d"].prefix(draw(2...4))
        let largest = draw(1...400)
        var queue = Queue()
        var costs: [Int: (client: String, cost: Int)] = [:]
        var served: [String: Int] = [:]
        var backlogged: [String: Int] = [:]
        var seen: [String: [Int]] = [:]
        var next = 0
        func submit(_ client: String) {
            costs[next] = (client, draw(1...largest))
            queue.append(next, client: client, cost: costs[next]?.cost ?? 0)
            next += 1
        }
        for round in 0..<2000 {
            for client in clients where queue.count(of: client) < 2 && draw(0...9) > 0 && round < 1500 {
                submit(client)
            }
            guard let ticket = queue.popFirst(), let (client, cost) = costs[ticket.id] else { continue }
            #expect(ticket.cost == cost)
            seen[client, default: []].append(ticket.id)
            served[client, default: 0] += cost
            // The count starts again whenever somebody has nothing waiting.
            if clients.contains(where: { queue.count(of: $0) == 0 }) {
                served = [:]
                backlogged = [:]
            }
            backlogged[client, default: 0] += 1
            let shares = clients.map { served[$0] ?? 0 }
            #expect((shares.max() ?? 0) - (shares.min() ?? 0) <= 2 * largest)
        }
        #expect(seen.values.joined().count == next && queue.count == 0)
        for ids in seen.values { #expect(ids == ids.sorted()) }
    }

    @Test func theOrderIsWhatHappens() {
        var queue = Queue()
        var generator = RandomNumbers(seed: 3)
        for id in 0..<100 {
            queue.append(id, client: "\(id % 7)", cost: Int.random(in: 1...100, using: &generator))
            if id % 3 == 0 { _ = queue.popFirst() }
        }
        let order = queue.order().map(\.ticket.id)
        #expect(order == drain(&queue))
    }

    @Test func clientsAreExpectedToComeBackWithJobsLikeTheirLast() {
        var queue = Queue()
        queue.append(0, client: "large", cost: 100)
        queue.append(1, client: "small", cost: 30)
        // Clients are remembered as long as somebody waits.
        queue.append(2, client: "large", cost: 100)
        _ = queue.popFirst()
        _ = queue.popFirst()
        func expected(_ returns: Int) -> [Int] { queue.order(returns: returns).map(\.ticket.id) }
        #expect(queue.order().map(\.isExpected) == [false])
        #expect(expected(0) == [2] && expected(1) == [1, 2] && expected(2) == [1, 1, 2])
        // It has had its share by then.
        #expect(expected(9) == [1, 1, 1, 2])
        #expect(queue.order(returns: 9).map(\.isExpected) == [true, true, true, false])
    }
}

extension FairQueue where Work == Void {
    fileprivate mutating func append(_ id: ID, client: Client, cost: Int) {
        append(id, client: client, cost: cost, work: ())
    }
}
