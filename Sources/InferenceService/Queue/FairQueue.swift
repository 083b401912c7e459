/// Jobs that wait, shared out among clients by what their jobs cost: start-time fair queueing (Goyal, Vin and Cheng 1996).
///
/// Each client's jobs are served in order. The next job is that of the client who has been served least so far, where a
/// client who was away gets no credit for it: whoever comes is served next but for those who have had no more. So a client
/// with 500 jobs holds up one with a single job by at most the job that is being served.
struct FairQueue<ID: Hashable, Client: Hashable, Work> {
    struct Ticket {
        let id: ID
        /// What serving the job takes, in any unit that is the same for all.
        let cost: Int
        /// What the job is, for whoever serves it.
        let work: Work
    }

    private struct Lane {
        var waiting: [Ticket] = []
        /// The virtual time up to which the client has been served.
        var served = 0
        /// When it came or was last served; who was so earlier goes first among equals.
        var turn = 0
        /// The job that was served last.
        var last: Ticket?
    }

    private var lanes: [Client: Lane] = [:]
    private var owners: [ID: Client] = [:]
    /// The virtual time: that at which the last job's service began.
    private var now = 0
    private var nextTurn = 0

    var count: Int { owners.count }

    func count(of client: Client) -> Int { lanes[client]?.waiting.count ?? 0 }

    func contains(_ id: ID) -> Bool { owners[id] != nil }

    mutating func append(_ id: ID, client: Client, cost: Int, work: Work) {
        guard owners[id] == nil else { return }
        owners[id] = client
        if lanes[client] == nil { lanes[client] = Lane(served: now, turn: takeTurn()) }
        lanes[client]?.waiting.append(Ticket(id: id, cost: max(cost, 1), work: work))
    }

    /// False if the job does not wait here.
    @discardableResult
    mutating func remove(_ id: ID) -> Bool {
        guard let client = owners.removeValue(forKey: id) else { return false }
        lanes[client]?.waiting.removeAll { $0.id == id }
        forgetIdle()
        return true
    }

    /// The job to serve next, of a client that is `eligible`.
    func first(where eligible: (Client) -> Bool = { _ in true }) -> Ticket? {
        next(where: eligible).flatMap { lanes[$0]?.waiting.first }
    }

    /// Takes the job to serve next.
    mutating func popFirst(where eligible: (Client) -> Bool = { _ in true }) -> Ticket? {
        guard let client = next(where: eligible), var lane = lanes[client], let ticket = lane.waiting.first else {
            return nil
        }
        lane.waiting.removeFirst()
        owners[ticket.id] = nil
        now = max(now, lane.served)
        lane.served = now + ticket.cost
        lane.turn = takeTurn()
        lane.last = ticket
        lanes[client] = lane
        forgetIdle()
        return ticket
    }

    /// The jobs as they are served if every client goes on as it does: when it has nothing waiting any more, it comes back with
    /// a job like its last, up to `returns` times. Without that, estimates for those whose jobs are large would forget
    /// whoever goes before them meanwhile.
    ///
    /// - Returns: all that wait, and among them the jobs that are expected to come, which are told by `isExpected`.
    func order(returns: Int = 0) -> [(ticket: Ticket, isExpected: Bool)] {
        var lanes = lanes.values.map { (lane: $0, position: 0, returns: returns) }
        var (now, turn, missing) = (now, nextTurn, count)
        var order: [(ticket: Ticket, isExpected: Bool)] = []
        order.reserveCapacity(count)
        while missing > 0,
            let index = lanes.indices.min(by: { a, b in
                let (a, b) = (lanes[a].lane, lanes[b].lane)
                return (max(now, a.served), a.turn) < (max(now, b.served), b.turn)
            })
        {
            let entry = lanes[index]
            let ticket: Ticket
            if entry.position < entry.lane.waiting.count {
                ticket = entry.lane.waiting[entry.position]
                lanes[index].position += 1
                missing -= 1
                order.append((ticket, false))
            } else if entry.returns > 0, let last = entry.lane.last {
                ticket = last
                lanes[index].returns -= 1
                order.append((ticket, true))
            } else {
                lanes.remove(at: index)
                continue
            }
            now = max(now, entry.lane.served)
            lanes[index].lane.served = now + ticket.cost
            lanes[index].lane.turn = turn
            lanes[index].lane.last = ticket
            turn += 1
        }
        return order
    }

    private func next(where eligible: (Client) -> Bool) -> Client? {
        var best: (client: Client, start: Int, turn: Int)?
        for (client, lane) in lanes where !lane.waiting.isEmpty && eligible(client) {
            let start = max(now, lane.served)
            if let best, (best.start, best.turn) <= (start, lane.turn) { continue }
            best = (client, start, lane.turn)
        }
        return best?.client
    }

    /// Who waits for nothing and has had no more than its share is as good as unknown.
    private mutating func forgetIdle() {
        lanes = lanes.filter { !$0.value.waiting.isEmpty || $0.value.served > now }
        // Nobody waits: there is nothing to be fair about.
        if owners.isEmpty { lanes = [:] }
    }

    private mutating func takeTurn() -> Int {
        defer { nextTurn += 1 }
        return nextTurn
    }
}
