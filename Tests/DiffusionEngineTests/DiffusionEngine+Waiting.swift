@testable import DiffusionEngine

extension DiffusionEngine {
    /// Submits as soon as there is room, as whoever keeps a queue in front of the engine does.
    func submitWhenFree(
        id: UInt64, _ request: GenerationRequest, sink: @escaping @Sendable (EngineEvent) -> Void
    ) async throws(EngineError) {
        while true {
            do throws(EngineError) { return try submit(id: id, request, sink: sink) } catch {
                guard error.code == .busy else { throw error }
                await Task.yield()
            }
        }
    }
}
