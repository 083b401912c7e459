import DiffusionEngine
import DiffusionModel
package import Logging
import Sampling
import ServiceLifecycle
import Tensor
import WireTransport

/// Resident models behind the wire protocol: what `reverie-server` runs.
package struct InferenceServer: Service {
    package static let version = "0.1.0"

    private let engine: DiffusionEngine
    private let wire: WireServer
    private let logger: Logger

    /// The port that it listens on.
    package var port: Int { wire.port }

    /// Loads the models and opens the port; ``run()`` then serves.
    ///
    /// - Throws: ``InferenceError`` for the weights, `BindError` for the port.
    package static func start(_ configuration: InferenceConfiguration, logger: Logger) async throws -> InferenceServer {
        let pool = ThreadPool(threads: configuration.threads)
        let models = try WeightsFolder.models(in: configuration.weightsFolder).map { folder in
            try load(folder, pool: pool, maximumBatch: configuration.maximumBatch)
        }
        let engine = DiffusionEngine(
            models: models, maximumBatch: configuration.maximumBatch,
            logger: logger)
        let service = JobService(engine: engine, version: version, logger: logger)
        do {
            let wire = try await WireServer.bind(
                host: configuration.host, port: configuration.port, service: service, logger: logger)
            return InferenceServer(engine: engine, wire: wire, logger: logger)
        } catch {
            await engine.stop()
            throw error
        }
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

    /// Serves until a graceful shutdown or cancellation; then viewers are told, jobs are cancelled, and the engine stops.
    package func run() async throws {
        try await withGracefulShutdownHandler {
            try await wire.run()
        } onGracefulShutdown: {
            Task { await wire.shutdown(goingAway: "The server is stopping. Try again in a moment.") }
        }
        await engine.stop()
    }
}
