import Logging
import Synchronization
import TestSupport
import Testing

@testable import Catalogue
@testable import Gateway

struct CaptionIndexerTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private struct Bench {
        let folder: TemporaryFolder
        let catalogue: Catalogue
        let encoder = FakeEncoder()
        let indexer: CaptionIndexer

        init(count: Int) async throws {
            folder = try TemporaryFolder()
            catalogue = try Catalogue(folder: folder.path)
            indexer = CaptionIndexer(catalogue: catalogue, encoder: encoder, logger: quiet)
            for number in 0..<count { try await save(number) }
        }

        func save(_ number: Int) async throws {
            let digits = String(number)
            _ = try await catalogue.save(
                png: Array("\(number)".utf8),
                hash: PictureHash(String(repeating: "0", count: 64 - digits.count) + digits),
                caption: Caption("picture \(number)"), recipe: #"{"prompt":"boot"}"#, created: Int64(number))
        }

        func missing(_ version: UInt8 = 1) async throws -> Int {
            let encoder = try #require(EncoderHash(bytes: Topics.hash(version)))
            return try await catalogue.countOfImagesLackingVector(of: encoder)
        }
    }

    @Test func fillsInBatchesAndOnlyWhatIsMissing() async throws {
        let bench = try await Bench(count: 70)
        #expect(try await bench.indexer.fill() == 70)
        #expect(bench.encoder.asked.map(\.count) == [32, 32, 6])
        #expect(bench.encoder.asked.first?.first == "picture 69, boot")
        #expect(try await bench.missing() == 0)
        #expect(bench.indexer.countOfMissing == 0)
        #expect(try await bench.indexer.fill() == 0)
        #expect(bench.encoder.asked.count == 3)
    }

    @Test func goesOnWhereItWasInterrupted() async throws {
        let bench = try await Bench(count: 70)
        // Call 0 asks which encoder it is, 1 is the first batch, 2 the second.
        bench.encoder.state.withLock { $0.failing = [2] }
        await #expect(throws: Problem.self) { try await bench.indexer.fill() }
        #expect(try await bench.missing() == 38)
        #expect(bench.indexer.countOfMissing == 38)
        #expect(try await bench.indexer.fill() == 38)
        #expect(try await bench.missing() == 0)
    }

    @Test func anotherEncoderReplacesAll() async throws {
        let bench = try await Bench(count: 40)
        _ = try await bench.indexer.fill()
        bench.encoder.state.withLock { $0.version = 2 }
        #expect(try await bench.missing(2) == 40)
        #expect(try await bench.indexer.fill() == 40)
        #expect(try await bench.missing(2) == 0)
        #expect(try await bench.missing(1) == 40)
    }

    /// It runs by itself: at the start, when it is woken, and again after the encoder was away.
    @Test func runsByItself() async throws {
        let bench = try await Bench(count: 2)
        bench.encoder.state.withLock { $0.failing = [0, 1] }
        let running = Task { await bench.indexer.run() }
        try await eventually { try await bench.missing() == 0 }
        try await bench.save(2)
        bench.indexer.wake()
        try await eventually { try await bench.missing() == 0 }
        running.cancel()
        await running.value
    }
}
