import Catalogue
import Logging
import ServiceLifecycle

/// Empties the trash of what has been in it for 30 days, now and every hour.
struct TrashKeeper: Service {
    let catalogue: Catalogue
    let logger: Logger
    var wallClock = WallClock.system
    var clock: any Clock<Duration> = ContinuousClock()

    func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await purge()
                // Ends early only with the task, which the loop looks at.
                try? await clock.sleep(for: .seconds(3600))
            }
        }
    }

    func purge() async {
        do {
            let count = try await catalogue.purgeTrash(before: wallClock.now() - Catalogue.trashPeriod)
            if count > 0 { logger.info("The trash was emptied of what was old.", metadata: ["count": "\(count)"]) }
        } catch {
            logger.warning("The trash could not be emptied of what is old.", metadata: ["error": "\(error)"])
        }
    }
}
