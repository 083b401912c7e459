import NIOCore
import WireProtocol

/// What waits to be sent on one connection: answers, and a lane for each job that has not ended.
///
/// Answers go first. The lanes take turns, so that a job with many events does not hold up the others. A lane is held
/// until its job is accepted; it goes when its terminal event is taken.
struct Outbox {
    /// Lanes are told apart beyond the life of a request's number, which a client may use again.
    typealias LaneID = UInt64

    private struct Lane {
        let id: LaneID
        var mailbox = MailboxState<JobEvent, Preview>()
        /// nil while the job is not accepted.
        var viewer: Viewer?
        /// Whether the terminal event has been put.
        var hasEnded = false
    }

    private var answers = CircularBuffer<ServerFrame>()
    private var lanes: [UInt32: Lane] = [:]
    private var turns = CircularBuffer<UInt32>()
    private var lastLane: LaneID = 0

    /// Bytes of job events that wait, previews aside.
    private(set) var backlogBytes = 0

    var answerCount: Int { answers.count }

    var laneCount: Int { lanes.count }

    func hasLane(_ request: UInt32) -> Bool { lanes[request] != nil }

    mutating func answer(_ message: ServerMessage, to request: UInt32) {
        answers.append(ServerFrame(request: request, message))
    }

    mutating func addLane(_ request: UInt32) -> LaneID {
        removeLane(request)
        lastLane += 1
        lanes[request] = Lane(id: lastLane)
        turns.append(request)
        return lastLane
    }

    /// Lets the lane's events go out.
    ///
    /// - Returns: false if there is no such lane any more.
    mutating func open(_ request: UInt32, lane id: LaneID, viewer: Viewer) -> Bool {
        guard let lane = lanes[request], lane.id == id else { return false }
        lanes[request]?.viewer = viewer
        return true
    }

    /// - Returns: the viewer, if the job was accepted and has not ended.
    @discardableResult
    mutating func removeLane(_ request: UInt32) -> Viewer? {
        guard var lane = lanes.removeValue(forKey: request) else { return nil }
        turns.removeAll { $0 == request }
        while let delivery = lane.mailbox.pop() { release(delivery) }
        return lane.hasEnded ? nil : lane.viewer
    }

    /// Drops all lanes.
    ///
    /// - Returns: the viewers of accepted jobs that have not ended.
    mutating func removeLanes() -> [Viewer] {
        turns.compactMap { removeLane($0) }
    }

    /// - Returns: false if the event has nowhere to go.
    mutating func post(_ event: JobEvent, request: UInt32, lane id: LaneID) -> Bool {
        guard var lane = lanes[request], lane.id == id, !lane.hasEnded else { return false }
        lanes[request] = nil
        if case .preview(let preview) = event {
            lane.mailbox.putPreview(preview, replaced: preview.replaced)
        } else {
            backlogBytes += event.weight
            var superseded: JobEvent?
            lane.mailbox.put(event) { last in
                guard event.isQueued, last.isQueued else { return false }
                superseded = last
                return true
            }
            backlogBytes -= superseded?.weight ?? 0
        }
        lane.hasEnded = event.isTerminal
        lanes[request] = lane
        return true
    }

    /// The next frame to send; nil when nothing waits that may go.
    mutating func next() -> ServerFrame? {
        if let answer = answers.popFirst() { return answer }
        for _ in 0..<turns.count {
            guard let request = turns.popFirst() else { return nil }
            turns.append(request)
            guard lanes[request]?.viewer != nil, let delivery = lanes[request]?.mailbox.pop() else { continue }
            release(delivery)
            switch delivery {
            case .event(let event):
                if event.isTerminal { removeLane(request) }
                return ServerFrame(request: request, event.message)
            case .preview(var preview, let replaced):
                preview.replaced = replaced
                return ServerFrame(request: request, .preview(preview))
            }
        }
        return nil
    }

    private mutating func release(_ delivery: EventMailbox<JobEvent, Preview>.Delivery) {
        if case .event(let event) = delivery { backlogBytes -= event.weight }
    }
}

extension JobEvent {
    /// Bytes it keeps in memory, about.
    fileprivate var weight: Int {
        switch self {
        case .image(let image): 128 + image.pixels.count
        case .failed(let failed): 128 + failed.message.utf8.count
        case .preview, .queued, .started, .finished, .cancelled: 128
        }
    }
}
