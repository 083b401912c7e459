import Synchronization
import WireProtocol
import WireTransport

/// Puts a server under load.
final class Load: Sendable {
    private let connect: @Sendable (_ name: String) async throws -> WireClient
    private let duration: Duration
    private let start = ContinuousClock.now
    private let figures = Mutex(LoadFigures())
    private let firstJobs = Mutex<[JobID]>([])

    init(seconds: Int, connect: @escaping @Sendable (_ name: String) async throws -> WireClient) {
        duration = .seconds(seconds)
        self.connect = connect
    }

    private var elapsed: Duration { ContinuousClock.now - start }

    /// - Returns: the figures, in sentences.
    func run(clients: Int, viewers: Int, steps: UInt32?) async throws -> [String] {
        let observer = try await connect("load/observer")
        guard let model = try await observer.models().first else { return ["The server has no model."] }
        let watching = Task { await self.watch(viewers) }
        await withDiscardingTaskGroup { group in
            for number in 0..<clients {
                group.addTask { await self.generate(number, model, steps: steps) }
            }
            group.addTask { await self.observe(observer) }
        }
        let elapsed = elapsed
        watching.cancel()
        let stayed = await watching.value
        await observer.close()
        return ["\(clients) clients; \(stayed) of \(viewers) viewers stayed connected"]
            + figures.withLock { $0.lines(elapsed: elapsed) }
    }

    private func generate(_ number: Int, _ model: ModelDescription, steps: UInt32?) async {
        do {
            let client = try await connect("load/\(number)")
            var seed = UInt64(number) << 32
            while elapsed < duration {
                seed += 1
                let recipe = JobRecipe(
                    model: model.name, prompt: model.defaultPrompt, seed: seed, steps: steps ?? model.defaultSteps,
                    sampler: model.defaultSampler, guidanceScale: model.defaultGuidanceScale)
                try await generate(number, SubmitRequest(recipe: recipe), client)
            }
            await client.close()
        } catch {
            figures.withLock { $0.addLoss("\(error)") }
        }
    }

    private func generate(_ number: Int, _ request: SubmitRequest, _ client: WireClient) async throws {
        let submitted = ContinuousClock.now
        let job = try await client.submit(request)
        firstJobs.withLock { jobs in if jobs.count <= number { jobs.append(job.id) } }
        var (wait, firstPreview): (Duration?, Duration?)
        var (pictures, cost) = (0, Duration.zero)
        for try await event in job.events {
            let now = ContinuousClock.now - submitted
            switch event {
            case .started: wait = wait ?? now
            case .preview(let preview):
                firstPreview = firstPreview ?? now
                // Those that were lost cost the same.
                cost += .microseconds(Int64(preview.costMicroseconds) * (Int64(preview.replaced) + 1))
            case .image: pictures += 1
            case .finished where pictures == Int(request.recipe.count):
                let sample = LoadFigures.Sample(
                    client: number, wait: wait ?? now, firstPreview: firstPreview, total: now, pictures: pictures,
                    previewCost: cost)
                figures.withLock { $0.add(sample) }
                return
            case .finished, .cancelled, .failed: figures.withLock { $0.addLoss("\(event)") }
            case .queued: break
            }
        }
        figures.withLock { $0.addLoss("the events ended without an end") }
    }

    /// Connects viewers, each of which watches one of the first jobs and then stays until the load is over.
    ///
    /// - Returns: how many were connected to the end.
    private func watch(_ viewers: Int) async -> Int {
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<viewers {
                // Not all in the same instant: the server accepts a few hundred at a time.
                if number.isMultiple(of: 50) { try? await Task.sleep(for: .milliseconds(50)) }
                group.addTask { await self.watch(as: number) }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }

    private func watch(as number: Int) async -> Bool {
        guard let viewer = try? await connect("load/viewer-\(number)") else { return false }
        let jobs = firstJobs.withLock { $0 }
        if !jobs.isEmpty, let watched = try? await viewer.attach(AttachRequest(job: jobs[number % jobs.count])) {
            do { for try await _ in watched.events {} } catch { return false }
        }
        while (try? await Task.sleep(for: .seconds(3600))) != nil {}
        let isAlive = (try? await Task { try await viewer.ping() }.value) != nil
        await viewer.close()
        return isAlive
    }

    private func observe(_ observer: WireClient) async {
        while elapsed < duration {
            if let status = try? await observer.status() {
                figures.withLock { $0.addMemory(status.memoryBytes, at: elapsed) }
            }
            try? await Task.sleep(for: .seconds(2))
        }
    }
}
