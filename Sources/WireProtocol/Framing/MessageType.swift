/// The type field of a frame. Requests lie below 0x8000, answers and events from there on.
package enum MessageType: UInt16, CaseIterable, Sendable {
    case hello = 0x0001
    case listModels = 0x0002
    case submit = 0x0003
    case cancel = 0x0004
    case ping = 0x0005
    case authenticate = 0x0006
    case attach = 0x0007
    case detach = 0x0008
    case status = 0x0009
    case embed = 0x000A

    case welcome = 0x8001
    case models = 0x8002
    case accepted = 0x8003
    case queued = 0x8004
    case started = 0x8005
    case preview = 0x8006
    case image = 0x8007
    case finished = 0x8008
    case cancelled = 0x8009
    case failed = 0x800A
    case pong = 0x800B
    case goingAway = 0x800C
    case acknowledged = 0x800D
    case challenge = 0x800E
    case attached = 0x800F
    case cancelResult = 0x8010
    case statusReport = 0x8011
    case embeddings = 0x8012
    case refused = 0x80FF
}

extension MessageType: CustomStringConvertible {
    /// The name the specification gives the message.
    package var description: String {
        switch self {
        case .hello: "HELLO"
        case .listModels: "LIST_MODELS"
        case .submit: "SUBMIT"
        case .cancel: "CANCEL"
        case .ping: "PING"
        case .authenticate: "AUTHENTICATE"
        case .attach: "ATTACH"
        case .detach: "DETACH"
        case .status: "STATUS"
        case .embed: "EMBED"
        case .welcome: "WELCOME"
        case .models: "MODELS"
        case .accepted: "ACCEPTED"
        case .queued: "QUEUED"
        case .started: "STARTED"
        case .preview: "PREVIEW"
        case .image: "IMAGE"
        case .finished: "FINISHED"
        case .cancelled: "CANCELLED"
        case .failed: "FAILED"
        case .pong: "PONG"
        case .goingAway: "GOING_AWAY"
        case .acknowledged: "OK"
        case .challenge: "CHALLENGE"
        case .attached: "ATTACHED"
        case .cancelResult: "CANCEL_RESULT"
        case .statusReport: "STATUS_REPORT"
        case .embeddings: "EMBEDDINGS"
        case .refused: "ERROR"
        }
    }
}
