import NIOCore
import WireProtocol

/// What waits to be sent on one connection: answers, and a lane for each job that has not ended.
///
/// Answers go first. The lanes take turns, so that a job with many events does not hold up the others. A lane is held
/// until its job is accepted; it goes when its terminal event is taken.
struct Outbox {
    /// Lanes are told apart beyond the life of a request's number, which a client may use again.
    typealias LaneID = UInt64

    /// What there is to do next for the peer.
    enum Outgoing {
        /// - Parameter packing: nil if it goes as it is.
        case frame(ServerFrame, packing: Packing?)
        /// The frame after `step` of a filmstrip is to be fetched, which must not be done while the outbox is locked, and
        /// handed to ``fetched(_:request:lane:)``.
        case fetch(Filmstrip, after: UInt32, request: UInt32, lane: LaneID)
    }

    private struct Posted<Content: Sendable>: Sendable {
        let content: Content
        let forms: PixelForms
    }

    private struct Lane {
        let id: LaneID
        let viewing: Viewing
        var mailbox = MailboxState<Posted<JobEvent>, Posted<Preview>>()
        /// nil while the job is not accepted.
        var viewer: Viewer?
        /// What is to be sent between the job's start and everything else.
        var filmstrip: (frames: Filmstrip, sent: UInt32)?
        /// Whether the terminal event has been put.
        var hasEnded = false
    }

    private var answers = CircularBuffer<(frame: ServerFrame, weight: Int)>()
    private var lanes: [UInt32: Lane] = [:]
    private var turns = CircularBuffer<UInt32>()
    private var lastLane: LaneID = 0

    /// Bytes of job events that wait, previews aside.
    private(set) var backlogBytes = 0

    /// Of the answers that wait, each by its own weight.
    private(set) var answerWeight = 0

    var laneCount: Int { lanes.count }

    func hasLane(_ request: UInt32) -> Bool { lanes[request] != nil }

    mutating func answer(_ message: ServerMessage, to request: UInt32, weight: Int = 1) {
        answers.append((ServerFrame(request: request, message), weight))
        answerWeight += weight
    }

    mutating func addLane(_ request: UInt32, _ viewing: Viewing) -> LaneID {
        removeLane(request)
        lastLane += 1
        lanes[request] = Lane(id: lastLane, viewing: viewing)
        turns.append(request)
        return lastLane
    }

    /// Lets the lane's events go out.
    ///
    /// - Parameters:
    ///   - filmstrip: what the viewer missed.
    ///   - sent: the last step of it that is not wanted.
    /// - Returns: false if there is no such lane any more.
    mutating func open(
        _ request: UInt32, lane id: LaneID, viewer: Viewer, filmstrip: Filmstrip? = nil, sent: UInt32 = 0
    ) -> Bool {
        guard let lane = lanes[request], lane.id == id else { return false }
        lanes[request]?.viewer = viewer
        lanes[request]?.filmstrip = filmstrip.map { ($0, sent) }
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

    /// - Parameter forms: of the event's pixels.
    /// - Returns: false if the event has nowhere to go.
    mutating func post(
        _ event: JobEvent, forms: PixelForms = PixelForms(), request: UInt32, lane id: LaneID
    ) -> Bool {
        // In its place: a lane that is copied out and back costs more than the event.
        guard let index = lanes.index(forKey: request), lanes.values[index].id == id, !lanes.values[index].hasEnded
        else { return false }
        if case .preview(let preview) = event {
            lanes.values[index].mailbox
                .putPreview(Posted(content: preview, forms: forms), replaced: preview.replaced)
        } else {
            backlogBytes += event.weight
            var superseded: JobEvent?
            lanes.values[index].mailbox.put(Posted(content: event, forms: forms)) { last in
                guard event.isQueued, last.content.isQueued else { return false }
                superseded = last.content
                return true
            }
            backlogBytes -= superseded?.weight ?? 0
        }
        lanes.values[index].hasEnded = event.isTerminal
        return true
    }

    /// What to send next; nil when nothing waits that may go.
    mutating func next() -> Outgoing? {
        if let (frame, weight) = answers.popFirst() {
            answerWeight -= weight
            return .frame(frame, packing: nil)
        }
        for _ in 0..<turns.count {
            guard let request = turns.popFirst() else { return nil }
            turns.append(request)
            guard let lane = lanes[request], lane.viewer != nil else { continue }
            if let (frames, sent) = lane.filmstrip, lane.mailbox.nextEvent?.content.isBeforePreviews != true {
                return .fetch(frames, after: sent, request: request, lane: lane.id)
            }
            guard let delivery = lanes[request]?.mailbox.pop() else { continue }
            release(delivery)
            switch delivery {
            case .event(let posted):
                if posted.content.isTerminal { removeLane(request) }
                return .frame(
                    ServerFrame(request: request, posted.content.message),
                    packing: Packing(encoding: lane.viewing.imageEncoding, forms: posted.forms))
            case .preview(let posted, let replaced):
                guard var preview = posted.content.showing(lane.viewing.previewContent) else { continue }
                preview.replaced = replaced
                return .frame(
                    ServerFrame(request: request, .preview(preview)),
                    packing: Packing(encoding: lane.viewing.previewEncoding, forms: posted.forms))
            }
        }
        return nil
    }

    /// A filmstrip gave `preview`, or has no more to give.
    ///
    /// - Returns: what to send; nil if the preview is not wanted, or the lane is gone.
    mutating func fetched(_ preview: Preview?, request: UInt32, lane id: LaneID) -> Outgoing? {
        guard let lane = lanes[request], lane.id == id, let (frames, sent) = lane.filmstrip else { return nil }
        guard let preview, preview.step > sent else {
            lanes[request]?.filmstrip = nil
            return nil
        }
        lanes[request]?.filmstrip = (frames, preview.step)
        guard lane.viewing.includes(preview), let preview = preview.showing(lane.viewing.previewContent)
        else { return nil }
        return .frame(
            ServerFrame(request: request, .preview(preview)), packing: Packing(encoding: lane.viewing.previewEncoding))
    }

    private mutating func release(_ delivery: EventMailbox<Posted<JobEvent>, Posted<Preview>>.Delivery) {
        if case .event(let posted) = delivery { backlogBytes -= posted.content.weight }
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
