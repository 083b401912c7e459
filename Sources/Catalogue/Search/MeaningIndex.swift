import Foundation
import GRDB
import Synchronization

/// Keeps the vectors that the database holds in memory, for each encoder by itself: what is committed there, by whatever
/// statement or trigger, is here once the change returns.
final class MeaningIndex: TransactionObserver, Sendable {
    static let table = "image_vectors"

    private struct State {
        var indexes: [EncoderHash: VectorIndex] = [:]
        /// Pictures whose vectors the transaction under way has changed.
        var changed: Set<Int64> = []
    }

    private let state = Mutex(State())

    /// The pictures' vectors of one encoder, as they are now.
    func vectors(of encoder: EncoderHash) -> VectorIndex {
        state.withLock { $0.indexes[encoder] ?? VectorIndex() }
    }

    /// Reads all vectors. Returns the pictures whose vectors are none; those are in no index.
    func load(_ db: Database) throws -> [Int64] {
        var damaged: [Int64] = []
        let rows = try Row.fetchCursor(db, sql: "SELECT image, encoder, vector FROM \(MeaningIndex.table)")
        try state.withLock { state in
            while let row = try rows.next() {
                let image: Int64 = row[0]
                if let (encoder, vector) = MeaningIndex.vector(row) {
                    state.indexes[encoder, default: VectorIndex()].set(image, vector)
                } else {
                    damaged.append(image)
                }
            }
        }
        return damaged
    }

    /// nil if the row holds something else than an encoder's hash and an embedding.
    private static func vector(_ row: Row) -> (EncoderHash, Embedding)? {
        guard let hash = Data.fromDatabaseValue(row["encoder"]), let encoder = EncoderHash(bytes: hash),
            let bytes = Data.fromDatabaseValue(row["vector"]), let vector = try? Embedding(bytes: bytes)
        else { return nil }
        return (encoder, vector)
    }

    // MARK: TransactionObserver

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { eventKind.tableName == MeaningIndex.table }

    func databaseDidChange(with event: DatabaseEvent) {
        let image = event.rowID
        state.withLock { state in _ = state.changed.insert(image) }
    }

    func databaseDidRollback(_ db: Database) {
        state.withLock { $0.changed = [] }
    }

    func databaseDidCommit(_ db: Database) {
        for image in state.withLock({ $0.changed }) {
            // A row that cannot be read just after it was written is left out; the next start tells why.
            let row = try? Row.fetchOne(
                db, sql: "SELECT encoder, vector FROM \(MeaningIndex.table) WHERE image = ?", arguments: [image])
            let vector = row.flatMap(MeaningIndex.vector)
            state.withLock { state in
                for encoder in Array(state.indexes.keys) where encoder != vector?.0 {
                    state.indexes[encoder]?.remove(image)
                }
                if let (encoder, vector) = vector {
                    state.indexes[encoder, default: VectorIndex()].set(image, vector)
                }
            }
        }
        state.withLock { $0.changed = [] }
    }
}
