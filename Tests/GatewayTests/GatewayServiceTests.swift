import Logging
import Synchronization
import TestSupport
import Testing
import WireTransport

@testable import Catalogue
@testable import Gateway

struct GatewayServiceTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func service(_ folder: TemporaryFolder, port: Int) async throws -> GatewayService {
        try await GatewayService(
            configuration: GatewayConfiguration(
                host: "127.0.0.1", httpPort: port, server: ServerAddress(host: "127.0.0.1", port: 1),
                dataDirectory: folder.path),
            logger: quiet)
    }

    @Test func portInUseIsToldInOneSentence() async throws {
        // A wire server is as good as anything else that listens.
        let server = try await GatewayHarness.serve(FakeInference())
        let folder = try TemporaryFolder()
        let gateway = try await Self.service(folder, port: server.port)
        let error = await #expect(throws: GatewayError.self) { try await gateway.run() }
        #expect(
            error?.description
                == "Port \(server.port) on 127.0.0.1 is in use. Stop the program that uses it, or choose "
                + "another with --http-port.")
        await server.shutdown(goingAway: "The test is over.")
    }

    @Test func readyTellsThePortAndCancellationStops() async throws {
        let folder = try TemporaryFolder()
        var gateway = try await Self.service(folder, port: 0)
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        gateway.onReady = { (port: Int) in continuation.yield(port) }
        let running = gateway
        let task = Task { try await running.run() }
        let port = try #require(await ports.first { _ in true })
        #expect((1...65_535).contains(port))
        task.cancel()
        _ = await task.result
    }

    @Test func folderInUseIsToldWhenItStarts() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        let error = await #expect(throws: CatalogueError.self) { try await Self.service(folder, port: 0) }
        #expect(error?.code == .folderInUse)
        withExtendedLifetime(catalogue) {}
    }

    @Test func missingAssetsAreToldPlainly() async throws {
        let folder = try TemporaryFolder()
        let error = await #expect(throws: GatewayError.self) { try await Site.load(folder: folder.path) }
        #expect(error?.code == .assetsMissing)
    }

    @Test(arguments: [
        (["XDG_DATA_HOME": "/data", "HOME": "/home/me"], "/data/reverie"),
        (["HOME": "/home/me"], "/home/me/.local/share/reverie"),
        (["XDG_DATA_HOME": "relative", "HOME": "/home/me"], "/home/me/.local/share/reverie"),
        (["XDG_DATA_HOME": ""], "reverie-data"),
    ])
    func dataGoesWhereTheUsersDataIs(environment: [String: String], folder: String) {
        #expect(GatewayConfiguration.defaultDataDirectory(environment: environment) == folder)
    }
}
