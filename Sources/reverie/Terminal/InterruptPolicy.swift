import Glibc

/// What a signal or the answer to a question means for the jobs that are watched. A pure value.
struct InterruptPolicy: Equatable, Sendable {
    enum Action: Equatable, Sendable {
        /// Whether to detach or to cancel.
        case ask
        /// The person wants to go on watching.
        case goOn
        case cancel
        /// Leaves; the jobs go on.
        case detach
        /// Leaves at once, with nothing more said to the server.
        case leave
        case pause
        case redraw
    }

    /// Whether there is somebody to ask.
    let canAsk: Bool
    /// Whether the jobs are this program's own, so that to interrupt it is to cancel them.
    let owns: Bool
    /// Of those that ask the program to end, the last.
    private(set) var signal: Int32?
    private var hasAsked = false
    private var isLeaving = false

    /// Whether the question is up.
    var isAsking: Bool { hasAsked && !isLeaving }

    init(canAsk: Bool, owns: Bool) {
        self.canAsk = canAsk
        self.owns = owns
    }

    static let question = "Detach (d), cancel (c, or Ctrl-C again), or go on (any other key)?"

    mutating func received(_ signal: Int32) -> Action {
        switch signal {
        case SIGTSTP: return .pause
        case SIGWINCH: return .redraw
        case SIGHUP:
            // The terminal is gone, not the wish for the pictures.
            self.signal = signal
            return .detach
        default:
            self.signal = signal
            if isLeaving { return .leave }
            guard owns else {
                isLeaving = true
                return .detach
            }
            if signal == SIGINT, canAsk, !hasAsked {
                hasAsked = true
                return .ask
            }
            isLeaving = true
            return .cancel
        }
    }

    /// - Parameter key: nil if none was pressed.
    mutating func answered(_ key: UInt8?) -> Action {
        guard hasAsked, !isLeaving else { return .redraw }
        hasAsked = false
        switch key {
        case UInt8(ascii: "d"), UInt8(ascii: "D"):
            isLeaving = true
            return .detach
        case UInt8(ascii: "c"), UInt8(ascii: "C"):
            isLeaving = true
            return .cancel
        default:
            signal = nil
            return .goOn
        }
    }
}
