package import WireProtocol

/// A job's events to its end, over as many connections as it takes; nothing is told twice. There is one reader.
package struct LastingEvents: AsyncSequence, Sendable {
    package typealias Element = JobEvent

    package let job: JobID
    let viewing: Viewing
    let keepsPreviews: Bool
    let client: LastingClient
    let first: JobEvents
    let patience: Duration?
    var onLoss: @Sendable (ConnectionError) -> Void = { _ in }

    /// The same events; `body` is told whenever the connection is lost before the last of them.
    package func onLoss(_ body: @escaping @Sendable (ConnectionError) -> Void) -> LastingEvents {
        var events = self
        events.onLoss = body
        return events
    }

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(events: self, current: first.makeAsyncIterator())
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let events: LastingEvents
        fileprivate var current: JobEvents.AsyncIterator
        private var progress = WatchProgress()

        fileprivate init(events: LastingEvents, current: JobEvents.AsyncIterator) {
            self.events = events
            self.current = current
        }

        /// - Throws: `ConnectionError` for what does not pass, and when patience is at an end; `CancellationError`.
        package mutating func next() async throws -> JobEvent? {
            try await next(isolation: nil)
        }

        package mutating func next(isolation actor: isolated (any Actor)?) async throws -> JobEvent? {
            while true {
                do throws(ConnectionError) {
                    guard let event = try await current.next(isolation: actor) else { return nil }
                    if progress.take(event) { return event }
                } catch {
                    guard error.code.mayPass else { throw error }
                    events.onLoss(error)
                    current = try await events.watchAgain(fromStep: progress.fromStep, after: error)
                }
            }
        }
    }

    private func watchAgain(fromStep: UInt32, after loss: ConnectionError) async throws -> JobEvents.AsyncIterator {
        while true {
            let connection = try await client.connection(patience: patience)
            do {
                let request = AttachRequest(job: job, fromStep: fromStep, viewing: viewing)
                return try await connection.attach(request, keepsPreviews: keepsPreviews).events.makeAsyncIterator()
            } catch let error as ConnectionError where error.code.mayPass {
                await connection.close()
            } catch let error as WireError where error.code == .notFound {
                throw ConnectionError(.jobForgotten, server: loss.server)
            }
        }
    }
}
