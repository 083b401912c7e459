import Catalogue
package import Logging
import WireProtocol
package import WireTransport

/// What `reverie-gateway reindex` does: the indexer's work at once, in a catalogue that no gateway has open.
package enum Reindexing {
    /// Has the captions in `folder` encoded that lack a vector or have one that is damaged or of another encoder; with
    /// `all`, each one. Returns how many were encoded. It may be interrupted: the next time goes on from there.
    ///
    /// - Throws: `CatalogueError`, `ConnectionError`, `SecurityError` or `WireError`.
    package static func run(
        folder: String, server: ServerAddress, security: ClientSecurity = .open, all: Bool, logger: Logger
    ) async throws -> Int {
        let catalogue = try Catalogue(folder: folder)
        catalogue.findings.logDamagedVectors(to: logger)
        let client = try await WireClient.connect(
            to: server, security: security, clientName: "reverie-gateway", logger: logger)
        do {
            if all {
                // Not before the server has shown that it can make new ones.
                _ = try await client.encode([""])
                try await catalogue.forgetVectors()
            }
            let count = try await CaptionIndexer(catalogue: catalogue, encoder: client, logger: logger).fill()
            await client.close()
            return count
        } catch {
            await client.close()
            throw error
        }
    }
}
