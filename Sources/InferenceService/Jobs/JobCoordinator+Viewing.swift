import DiffusionEngine
import ImageCoding
import Logging
import Synchronization
import WireProtocol
import WireTransport

extension JobCoordinator {
    /// Lets a viewer watch a job, whatever its state.
    func attach(_ viewer: Viewer, to job: Job) async throws(WireError) -> Job.Progress {
        if let progress = job.attach(viewer) { return progress }
        let pictures: [ImageEvent]?
        do throws(StorageError) {
            pictures = try await store.pictures(of: job.id).map { pictures in
                zip(pictures, job.recipe.pictures).map { ImageEvent($0, index: $1) }
            }
        } catch {
            throw WireError(code: .internal, message: "The pictures cannot be read: \(error)", retryable: true)
        }
        if let pictures { return job.tell(viewer, images: pictures) }
        guard registry.withLock({ $0[job.id] }) != nil else { throw .jobNotFound(job.id) }
        return try await makeAgain(job, for: viewer)
    }

    /// The pictures on the disk are damaged or gone; the recipe is not.
    private func makeAgain(_ job: Job, for viewer: Viewer) async throws(WireError) -> Job.Progress {
        let plan = try await prepare(job.accepted)
        do throws(StorageError) {
            try await store.reopen(job.id)
        } catch {
            throw WireError(code: .internal, message: "The job cannot be made again: \(error)", retryable: true)
        }
        let isFirst = registry.withLock { registry in
            guard job.reopen() else { return false }
            registry.admit(job, pixels: plan.pixels)
            return true
        }
        if isFirst { films.withLock { $0.remove(job) } }
        guard let progress = job.attach(viewer) else { throw .jobNotFound(job.id) }
        if isFirst {
            logger.warning("a job's pictures cannot be read: they are made again", metadata: job.metadata)
            enqueue(job, plan)
        }
        return progress
    }

    /// Ends a job, and returns when it has stopped.
    func cancel(_ job: Job) async throws(WireError) -> CancelResult {
        let ending = AsyncStream<JobEvent>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let witness = Viewer(viewing: Viewing(previewEvery: 0)) { event in
            guard event.isTerminal else { return }
            ending.continuation.yield(event)
            ending.continuation.finish()
        }
        guard ![.finished, .cancelled, .failed].contains(job.currentState), job.attach(witness) != nil else {
            throw .jobNotFound(job.id)
        }
        defer { job.detach(witness) }
        job.wantCancellation()
        let wasQueued = registry.withLock { $0.isQueued(job) && $0.remove(job) }
        if wasQueued {
            await end(job, .cancelled(Cancelled(step: 0, milliseconds: 0)))
            dispatch()
        } else {
            engine.cancel(id: job.engineID)
        }
        for await case .cancelled(let cancelled) in ending.stream {
            return CancelResult(step: cancelled.step, milliseconds: cancelled.milliseconds)
        }
        throw .jobNotFound(job.id)
    }
}

extension WireError {
    static func jobNotFound(_ id: JobID) -> WireError {
        WireError(code: .notFound, message: "There is no job \(id) here: it has ended, or it never was.")
    }
}

extension ImageEvent {
    init(_ picture: Picture, index: UInt8) {
        self.init(
            index: index, width: UInt16(clamping: picture.width),
            height: UInt16(clamping: picture.height), channels: UInt8(clamping: picture.channels),
            pixels: picture.bytes)
    }
}
