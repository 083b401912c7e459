/// What a server sends.
package enum ServerMessage: WireMessageSum {
    case welcome(Welcome)
    case models(ModelList)
    case accepted(Accepted)
    case queued(Queued)
    case started(Started)
    case preview(Preview)
    case image(ImageEvent)
    case finished(Finished)
    case cancelled(Cancelled)
    case failed(Failed)
    case pong(Pong)
    case goingAway(GoingAway)
    case acknowledged(Acknowledged)
    case challenge(Challenge)
    case attached(Attached)
    case cancelResult(CancelResult)
    case statusReport(StatusReport)
    case embeddings(Embeddings)
    case refused(Refused)

    package static var maximumFrameLength: Int { ProtocolConstants.maximumEventLength }

    package init(decoding frame: RawFrame) throws(WireDecodingError) {
        switch MessageType(rawValue: frame.type) {
        case .welcome: self = .welcome(try frame.decode())
        case .models: self = .models(try frame.decode())
        case .accepted: self = .accepted(try frame.decode())
        case .queued: self = .queued(try frame.decode())
        case .started: self = .started(try frame.decode())
        case .preview: self = .preview(try frame.decode())
        case .image: self = .image(try frame.decode())
        case .finished: self = .finished(try frame.decode())
        case .cancelled: self = .cancelled(try frame.decode())
        case .failed: self = .failed(try frame.decode())
        case .pong: self = .pong(try frame.decode())
        case .goingAway: self = .goingAway(try frame.decode())
        case .acknowledged: self = .acknowledged(try frame.decode())
        case .challenge: self = .challenge(try frame.decode())
        case .attached: self = .attached(try frame.decode())
        case .cancelResult: self = .cancelResult(try frame.decode())
        case .statusReport: self = .statusReport(try frame.decode())
        case .embeddings: self = .embeddings(try frame.decode())
        case .refused: self = .refused(try frame.decode())
        default: throw .unknownType(frame.type)
        }
    }

    package var message: any WireMessage {
        switch self {
        case .welcome(let message): message
        case .models(let message): message
        case .accepted(let message): message
        case .queued(let message): message
        case .started(let message): message
        case .preview(let message): message
        case .image(let message): message
        case .finished(let message): message
        case .cancelled(let message): message
        case .failed(let message): message
        case .pong(let message): message
        case .goingAway(let message): message
        case .acknowledged(let message): message
        case .challenge(let message): message
        case .attached(let message): message
        case .cancelResult(let message): message
        case .statusReport(let message): message
        case .embeddings(let message): message
        case .refused(let message): message
        }
    }
}
