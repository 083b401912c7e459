/// What one client, and all together, may ask of the server at a time.
package struct Quotas: Sendable, Equatable {
    /// Jobs that wait, of all clients.
    package var queued: Int
    package var queuedPerClient: Int
    /// Jobs of one client that run at a time: the rest of the batch is left to others.
    package var runningPerClient: Int
    /// Pixels (pictures x height x width) of one client's jobs that wait or run.
    package var pixelsPerClient: Int

    package init(
        queued: Int = 1024, queuedPerClient: Int = 512, runningPerClient: Int = 6, pixelsPerClient: Int = 64 << 20
    ) {
        self.queued = queued
        self.queuedPerClient = queuedPerClient
        self.runningPerClient = runningPerClient
        self.pixelsPerClient = pixelsPerClient
    }

    /// What a client has under way.
    struct Usage: Equatable {
        var queued = 0
        var running = 0
        var pixels = 0

        var isNothing: Bool { queued == 0 && running == 0 }
    }

    /// Why a job cannot be taken, in a sentence; nil if it can.
    ///
    /// - Parameters:
    ///   - usage: of the client who asks, before the job.
    ///   - totalQueued: jobs of all clients that wait.
    ///   - wait: until one of them will have started, if that can be told.
    func refusal(of pixels: Int, usage: Usage, totalQueued: Int, wait: Duration?) -> String? {
        if totalQueued >= queued {
            return "The queue is full: \(totalQueued) jobs wait. \(Self.advice(wait))"
        }
        if usage.queued >= queuedPerClient {
            return
                "You have \(usage.queued) jobs waiting, which is as many as one client may have. \(Self.advice(wait))"
        }
        if usage.pixels + pixels > pixelsPerClient, !usage.isNothing {
            return
                "Your jobs under way make \(usage.pixels) pixels, and one client may have \(pixelsPerClient) at a time. "
                + Self.advice(wait)
        }
        return nil
    }

    private static func advice(_ wait: Duration?) -> String {
        guard let wait else { return "Try again later." }
        return "Try again in about \(max(1, Int((wait / .seconds(1)).rounded(.up)))) s."
    }
}
