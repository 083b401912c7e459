import Catalogue
import Logging
import ServiceLifecycle
import Synchronization
import WireTransport

/// Has the pictures' captions encoded, whenever one lacks the vector of the encoder that is in use: after it was saved or
/// renamed, after the server was away, after another encoder came or a vector was found damaged. It only ever looks at what
/// is missing, so it may be interrupted and started again at any time.
final class CaptionIndexer: Service {
    /// So many captions are asked for at a time.
    static let batch = 32

    private let catalogue: Catalogue
    private let encoder: any TextEncoder
    private let logger: Logger
    private let interval: Duration
    private let clock: any Clock<Duration>
    private let missing = Mutex(0)
    private let wakes: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation

    /// - Parameter interval: how often it looks by itself, for a server that has come back with another encoder.
    init(
        catalogue: Catalogue, encoder: any TextEncoder, logger: Logger, interval: Duration = .seconds(60),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.catalogue = catalogue
        self.encoder = encoder
        self.logger = logger
        self.interval = interval
        self.clock = clock
        (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// How many pictures are found by words only, as far as is known.
    var countOfMissing: Int { missing.withLock { $0 } }

    /// Something was saved or renamed.
    func wake() { waker.yield() }

    /// Goes on until graceful shutdown or cancellation.
    func run() async {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.wakeRegularly() }
                await self.fillWheneverWoken()
                group.cancelAll()
            }
        }
    }

    private func wakeRegularly() async {
        while !Task.isCancelled {
            wake()
            // Ends early only with the task, which the loop looks at.
            try? await clock.sleep(for: interval)
        }
    }

    private func fillWheneverWoken() async {
        var reason: String?
        var backOff = BackOff(longest: .seconds(4))
        for await _ in wakes {
            while !Task.isCancelled {
                do {
                    try await fill()
                    reason = nil
                    backOff.reset()
                    break
                } catch {
                    if reason != "\(error)" {
                        reason = "\(error)"
                        logger.info("Captions cannot be encoded now.", metadata: ["reason": "\(error)"])
                    }
                    try? await clock.sleep(for: backOff.next(.random(in: 0...1)))
                }
            }
        }
    }

    /// Has every caption encoded that lacks a vector. Returns how many there were. Throws what the encoder or the catalogue throw; what is done then stays done.
    @discardableResult
    func fill() async throws -> Int {
        let current = try await encoder.encode([""]).encoder
        let total = try await catalogue.countOfImagesLackingVector(of: current)
        var left = total
        tell(left)
        while case let texts = try await catalogue.imagesLackingVector(of: current, limit: Self.batch), !texts.isEmpty {
            let encoded = try await encoder.encode(texts.map(\.text))
            // Another encoder has taken over: all are to be done again.
            guard encoded.encoder == current else { return try await fill() }
            try await catalogue.keep(Array(zip(texts, encoded.vectors)), of: current)
            left = max(0, left - texts.count)
            tell(left)
        }
        tell(0)
        return total
    }

    private func tell(_ left: Int) {
        let before = missing.withLock { missing in
            defer { missing = left }
            return missing
        }
        if left > Self.batch || before > Self.batch {
            logger.notice("Captions are being encoded.", metadata: ["left": "\(left)"])
        }
    }
}
