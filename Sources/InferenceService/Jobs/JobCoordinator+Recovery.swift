import DiffusionModel
import Logging
import Synchronization
import WireProtocol

extension JobCoordinator {
    /// Takes up the jobs that were promised before the restart. They are known when this returns, and put in line, in their
    /// order, soon after.
    func recover(_ recovery: JobStore.Recovery) {
        for finding in recovery.findings { logger.warning("\(finding)") }
        let unfinished = registry.withLock { registry in
            recovery.jobs.compactMap { entry -> Job? in
                let job =
                    entry.ended == nil ? registry.add(entry.accepted, pixels: 0) : registry.remember(entry.accepted)
                job.settle(.success(()))
                if let ended = entry.ended { job.end(ended.outcome, isStored: true) }
                return entry.ended == nil ? job : nil
            }
        }
        if !unfinished.isEmpty {
            logger.info("jobs from before the restart go on", metadata: ["jobs": "\(unfinished.count)"])
        }
        Task {
            for job in unfinished {
                do throws(WireError) {
                    enqueue(job, try await prepare(job.accepted))
                } catch {
                    // Another restart, with the model or the settings of before, would not help whoever waits now.
                    registry.withLock { _ = $0.remove(job) }
                    await end(job, .failed(Failed(error)))
                }
            }
            await sweep()
        }
    }

    /// Understands a recipe that was understood before.
    func prepare(_ accepted: AcceptedJob) async throws(WireError) -> Plan {
        let plan = try await planner.plan(accepted.request)
        guard plan.model == accepted.model else {
            throw WireError(
                code: .unknownModel,
                message:
                    "The model “\(plan.manifest.name)” is not the one that this job was accepted for: its weights have "
                    + "changed since. Submit the job again to have it made with the new ones.", retryable: false)
        }
        return plan
    }
}
