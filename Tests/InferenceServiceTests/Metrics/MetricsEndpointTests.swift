import Foundation
import FoundationNetworking
import Logging
import Synchronization
import Testing

@testable import InferenceService

@Suite struct MetricsEndpointTests {
    private func get(_ path: String, method: String = "GET", port: Int) async throws -> (status: Int, text: String) {
        var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")))
        request.httpMethod = method
        let (body, response) = try await URLSession.shared.data(for: request)
        return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: body, as: UTF8.self))
    }

    @Test func itAnswersWithTheFiguresAndNothingElse() async throws {
        let health = ServiceHealth()
        let endpoint = try await MetricsEndpoint.bind(port: 0, health: health, logger: quiet) { "x 1\n" }
        try await withThrowingTaskGroup { group in
            group.addTask { try await endpoint.run() }
            let figures = try await get("/metrics", port: endpoint.port)
            #expect(figures.status == 200 && figures.text == "x 1\n")
            #expect(try await get("/", port: endpoint.port).status == 404)
            #expect(try await get("/healthz", port: endpoint.port).status == 200)
            #expect(try await get("/readyz", port: endpoint.port).status == 503)
            let probes = Mutex(0)
            health.isReady { probes.withLock { $0 += 1 } }
            #expect(try await get("/readyz", port: endpoint.port).status == 200)
            #expect(try await get("/healthz", port: endpoint.port).status == 200 && probes.withLock { $0 } == 1)
            health.isStopping()
            #expect(try await get("/readyz", port: endpoint.port).status == 503)
            #expect(try await get("/metrics", method: "DELETE", port: endpoint.port).status == 405)
            let error = await #expect(throws: InferenceError.self) {
                try await MetricsEndpoint.bind(port: endpoint.port, health: health, logger: quiet) { "" }
            }
            #expect(error?.description.contains("--metrics-port") == true)
            group.cancelAll()
        }
    }
}
