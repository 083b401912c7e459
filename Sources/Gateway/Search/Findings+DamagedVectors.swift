import Catalogue
import Logging

extension Catalogue.Findings {
    /// What the catalogue threw away when it was opened, and how it comes back.
    func logDamagedVectors(to logger: Logger) {
        guard damagedVectors > 0 else { return }
        logger.warning(
            """
            Vectors of captions were damaged and are dropped. Their pictures are found by words; by meaning again once the \
            inference server has encoded them, by itself or with `reverie-gateway reindex`.
            """, metadata: ["count": "\(damagedVectors)"])
    }
}
