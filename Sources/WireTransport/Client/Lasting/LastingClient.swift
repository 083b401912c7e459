package import WireProtocol

/// A client that connects again when its connection is lost, and whose jobs are watched again where they were left.
package actor LastingClient {
    private let connect: @Sendable () async throws -> WireClient
    private let onFailure: @Sendable (any Error) -> Void
    private let timing: ReconnectTiming
    private var backOff: BackOff
    private var client: WireClient?
    private var attempt: Task<WireClient, any Error>?
    private var lastAttempt: Duration?

    /// - Parameters:
    ///   - connect: one attempt.
    ///   - onFailure: told of each attempt that fails.
    package init(
        timing: ReconnectTiming = .system, connect: @escaping @Sendable () async throws -> WireClient,
        onFailure: @escaping @Sendable (any Error) -> Void = { _ in }
    ) {
        self.timing = timing
        backOff = timing.backOff
        self.connect = connect
        self.onFailure = onFailure
    }

    /// The connection, made if there is none: at once at first and after one that had settled, otherwise after a while, again
    /// and again for as long as what keeps it from being made may pass.
    ///
    /// - Parameter patience: how long to try; nil: for ever. At least one attempt is made.
    /// - Throws: what will not pass by itself, or the last failure when patience is at an end; `CancellationError`.
    package func connection(patience: Duration? = nil) async throws -> WireClient {
        let deadline = patience.map { timing.now() + $0 }
        while true {
            if let client, !client.isClosed { return client }
            do {
                return try await attemptOnce()
            } catch let error as ConnectionError where error.code.mayPass {
                if let deadline, timing.now() >= deadline { throw error }
            } catch is CancellationError {
                // Another one's, who waited for the same attempt.
            }
            try Task.checkCancellation()
        }
    }

    /// One attempt for all who wait for one.
    private func attemptOnce() async throws -> WireClient {
        let task = attempt ?? startAttempt()
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private func startAttempt() -> Task<WireClient, any Error> {
        let wait = wait()
        let task = Task {
            defer { attempt = nil }
            do {
                if wait > .zero { try await timing.sleep(wait) }
                let client = try await connect()
                self.client = client
                lastAttempt = timing.now()
                return client
            } catch {
                lastAttempt = timing.now()
                onFailure(error)
                throw error
            }
        }
        attempt = task
        return task
    }

    private func wait() -> Duration {
        guard let lastAttempt else { return .zero }
        if client != nil, timing.now() - lastAttempt >= timing.settled {
            backOff.reset()
            client = nil
            return .zero
        }
        client = nil
        return backOff.next(timing.fraction())
    }

    /// Asks for pictures. If the connection is lost before the answer is there, asks again with the same idempotency key.
    ///
    /// - Parameters:
    ///   - patience: how long to try to connect, here and whenever the connection is lost later; nil: for ever.
    ///   - keepsPreviews: whether every preview that comes waits to be read, not the newest alone.
    /// - Throws: as ``connection(patience:)``; `WireError` if the server refuses.
    package func submit(
        _ request: SubmitRequest, patience: Duration? = nil, keepsPreviews: Bool = false
    ) async throws -> (accepted: Accepted, events: LastingEvents) {
        while true {
            let client = try await connection(patience: patience)
            do {
                let job = try await client.submit(request, keepsPreviews: keepsPreviews)
                let events = LastingEvents(
                    job: job.id, viewing: request.viewing, keepsPreviews: keepsPreviews, client: self,
                    first: job.events,
                    patience: patience)
                return (job.accepted, events)
            } catch let error as ConnectionError where error.code.mayPass {
                await client.close()
            }
        }
    }

    /// Watches a job that was accepted, by whomever.
    ///
    /// - Throws: as ``connection(patience:)``; `WireError` with code `notFound` if the server does not remember the job.
    package func attach(
        _ request: AttachRequest, patience: Duration? = nil, keepsPreviews: Bool = false
    ) async throws -> (attached: Attached, events: LastingEvents) {
        let client = try await connection(patience: patience)
        let job = try await client.attach(request, keepsPreviews: keepsPreviews)
        let events = LastingEvents(
            job: request.job, viewing: request.viewing, keepsPreviews: keepsPreviews, client: self, first: job.events,
            patience: patience)
        return (job.attached, events)
    }

    /// Closes the connection, if there is one.
    package func close() async {
        attempt?.cancel()
        await client?.close()
    }
}

extension ConnectionError.Code {
    /// Whether trying again may help.
    package var mayPass: Bool {
        switch self {
        case .unknownHost, .refused, .timedOut, .unreachable, .busy, .goingAway, .lost, .notResponding, .closed:
            true
        case .invalidAddress, .protocolViolation, .rejected, .unsupportedVersion, .tokenNeeded, .unauthorized,
            .tokenNotAsked,
            .impostor, .certificateChanged, .tlsNeeded, .tlsFailed, .jobForgotten:
            false
        }
    }
}
