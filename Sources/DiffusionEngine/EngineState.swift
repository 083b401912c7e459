/// What the engine's thread and its callers share.
struct EngineState {
    /// In the order in which they came.
    enum Message {
        case submitted(Submission)
        case cancelled(id: UInt64, at: ContinuousClock.Instant)
    }

    var scheduler: BatchScheduler
    var messages: [Message] = []
    /// What is called when the events of a turn have been given to their sinks.
    var afterTurn: @Sendable () -> Void = {}
    /// By model.
    var stepTimes: [StepTimes]
    /// When the engine was told to stop.
    var stopping: ContinuousClock.Instant?
    /// The thread has done its last work.
    var isStopped = false
    var waitingForStop: [CheckedContinuation<Void, Never>] = []
}

/// A job that was taken.
struct Submission: Sendable {
    let id: UInt64
    /// The index of the request's model.
    let model: Int
    let request: GenerationRequest
    let sink: @Sendable (EngineEvent) -> Void
    let at: ContinuousClock.Instant
}

extension EngineState {
    /// What the thread does next.
    struct Turn {
        var messages: [Message]
        /// Jobs that begin with this turn.
        var started: [UInt64]
        /// Whether there is a batch to be run.
        var hasPlan: Bool
        var stopping: ContinuousClock.Instant?
        var afterwards: @Sendable () -> Void
    }

    /// nil if there is nothing to do. The batch, if there is one, is put into `plan`.
    mutating func nextTurn(plan: inout BatchPlan) -> Turn? {
        let started = scheduler.takeStarted()
        let turn = Turn(
            messages: messages, started: started, hasPlan: stopping == nil && scheduler.nextBatch(into: &plan),
            stopping: stopping, afterwards: afterTurn)
        messages = []
        let isIdle = turn.messages.isEmpty && started.isEmpty && !turn.hasPlan && stopping == nil
        return isIdle ? nil : turn
    }
}
