import DiffusionEngine
import DiffusionModel
package import Logging
package import Metrics
import Sampling
import ServiceLifecycle
import Tensor
import WireTransport

/// Resident models behind the wire protocol: what `reverie-server` runs.
package struct InferenceServer: Service {
    package static let version = "0.1.0"

    private let coordinator: JobCoordinator
    private let wire: WireServer
    private let drainTime: Duration
    private let metrics: ServiceMetrics
    private let notifier: ServiceNotifier
    private let health: ServiceHealth
    private let logger: Logger

    /// The port that it listens on.
    package var port: Int { wire.port }

    /// Loads the models, takes up the jobs of before the last stop, and opens the port; ``run()`` then serves.
    ///
    /// - Throws: ``InferenceError`` for the weights, ``StorageError`` for the data folder, `SecurityError` for the token and
    ///   the certificate, `BindError` for the port.
    package static func start(
        _ configuration: InferenceConfiguration, figures: any MetricsFactory, notifier: ServiceNotifier,
        health: ServiceHealth = ServiceHealth(), logger: Logger
    ) async throws -> InferenceServer {
        let security = try ServerSecurity(configuration.access)
        let (store, recovery) = try JobStore.open(
            folder: configuration.dataFolder, retention: configuration.retention)
        let folders = try WeightsFolder.models(in: configuration.weightsFolder)
        let models = try models(folders, configuration)
        let encoder = try encoder(for: models, configuration)
        let metrics = ServiceMetrics(factory: figures)
        let engine = DiffusionEngine(
            models: models, maximumBatch: configuration.maximumBatch, logger: logger
        ) { metrics.batch($0) }
        let coordinator = JobCoordinator(
            engine: engine, encoder: encoder, store: store, quotas: configuration.quotas, metrics: metrics,
            logger: logger)
        coordinator.recover(recovery)
        let service = JobService(
            coordinator: coordinator, weightBytes: WeightsFolder.weightBytes(folders), version: version, logger: logger)
        do {
            let wire = try await WireServer.bind(
                host: configuration.host, port: configuration.port, service: service, security: security,
                limits: configuration.limits, logger: logger)
            return InferenceServer(
                coordinator: coordinator, wire: wire, drainTime: configuration.drainTime, metrics: metrics,
                notifier: notifier, health: health, logger: logger)
        } catch {
            await coordinator.stop()
            throw error
        }
    }

    /// Checks what ``start(_:figures:notifier:health:logger:)`` would need, but for the port and the data folder, which another server may hold.
    ///
    /// - Returns: a sentence for each thing that was found in order.
    package static func check(_ configuration: InferenceConfiguration) throws -> [String] {
        _ = try ServerSecurity(configuration.access)
        let folders = try WeightsFolder.models(in: configuration.weightsFolder)
        let models = try models(folders, configuration)
        _ = try encoder(for: models, configuration)
        return models.map { "The model \($0.manifest.name) is whole: its weights are those of its manifest." }
            + ["The sentence encoder is whole, and fits the models."]
    }

    /// The first, which is offered to whoever has chosen none, is that of the largest pictures.
    private static func models(
        _ folders: [String], _ configuration: InferenceConfiguration
    ) throws(InferenceError) -> [LoadedModel] {
        let pool = ThreadPool(threads: configuration.threads)
        var models: [LoadedModel] = []
        for folder in folders { models.append(try load(folder, pool: pool, maximumBatch: configuration.maximumBatch)) }
        return models.sorted { $0.manifest.isOffered(before: $1.manifest) }
    }

    /// The encoder of the weights folder, which must make what the models take.
    private static func encoder(
        for models: [LoadedModel], _ configuration: InferenceConfiguration
    ) throws(InferenceError) -> PromptEncoder {
        let folder = try WeightsFolder.encoder(in: configuration.weightsFolder)
        let encoder = try PromptEncoder.load(folder: folder)
        for manifest in models.map(\.manifest) where manifest.network.promptWidth != encoder.width {
            throw .unusableModel(
                folder: configuration.weightsFolder + "/" + manifest.name,
                reason:
                    "It takes prompts of \(manifest.network.promptWidth) numbers, and the encoder in \(folder) makes "
                    + "\(encoder.width). Fetch a model and an encoder that go together.")
        }
        return encoder
    }

    private static func load(
        _ folder: String, pool: ThreadPool, maximumBatch: Int
    ) throws(InferenceError) -> LoadedModel {
        let model: LoadedModel
        do {
            model = try LoadedModel.load(folder: folder, threadPool: pool, maximumBatch: maximumBatch)
        } catch {
            throw .unusableModel(folder: folder, reason: error.description)
        }
        let sampler = model.manifest.defaults.sampler
        guard SamplerKind(rawValue: sampler) != nil else {
            throw .unusableModel(
                folder: folder, reason: "Its manifest's default sampler, “\(sampler)”, is not one of this version's.")
        }
        return model
    }

    /// Serves until a graceful shutdown or cancellation. Then new jobs are refused, viewers are told, and running jobs have
    /// some time to end; what has not ended by then, or waits, begins again after the restart.
    package func run() async throws {
        await withTaskGroup { group in
            group.addTask { await keepHouse() }
            group.addTask { await giveSignsOfLife() }
            notifier.ready("Listening on port \(port)")
            health.isReady { coordinator.probe() }
            await withGracefulShutdownHandler {
                await serve()
            } onGracefulShutdown: {
                Task { await drain() }
            }
            group.cancelAll()
        }
        await coordinator.stop()
    }

    private func serve() async {
        // Ends without an error however the port is closed.
        try? await wire.run()
    }

    private func drain() async {
        notifier.stopping()
        health.isStopping()
        let farewell = "The server is stopping. Try again in a moment."
        wire.announce(goingAway: farewell)
        logger.info("the server stops when the running jobs have ended", metadata: ["within": "\(drainTime)"])
        await withTaskGroup { group in
            group.addTask { await coordinator.drain() }
            group.addTask { try? await Task.sleep(for: drainTime) }
            await group.next()
            group.cancelAll()
            coordinator.stopWaiting()
        }
        await wire.shutdown(goingAway: farewell)
    }

    /// Gives up old results even while nobody asks for anything.
    private func keepHouse() async {
        repeat {
            await coordinator.sweep()
            if let bytes = MachineReadings.system.residentBytes { metrics.memory(bytes) }
        } while (try? await Task.sleep(for: .seconds(10))) != nil
    }

    /// Tells the service manager that the server is alive, for as long as its locks can be had.
    private func giveSignsOfLife() async {
        guard let interval = notifier.watchdogInterval else { return }
        while (try? await Task.sleep(for: interval)) != nil {
            coordinator.probe()
            notifier.alive()
        }
    }
}
