import ArgumentParser
import Benchmarking
import Catalogue

struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "How long the catalogue takes to look at every vector, on one core.")

    @Option(help: "Pictures in the catalogue.")
    var pictures = 100_000

    @Option(help: "How many of the nearest are asked for.")
    var nearest = 256

    func validate() throws {
        guard (1...10_000_000).contains(pictures) else { throw ValidationError("--pictures must be 1 to 10,000,000.") }
        guard (1...1000).contains(nearest) else { throw ValidationError("--nearest must be 1 to 1,000.") }
    }

    func run() throws {
        // Captions come in clusters: a thousand topics, at cosines like those of real captions.
        let topics = (0..<1000).map { _ in Self.direction() }
        let before = ResidentMemory.megabytes
        var index = VectorIndex()
        for picture in 0..<pictures {
            index.set(Int64(picture), try Self.near(topics[picture % topics.count]))
        }
        let after = ResidentMemory.megabytes
        let query = try Self.near(topics[0])
        var candidates = 0
        let time = Measurement(seconds: 2) { candidates = index.nearest(query, limit: nearest).candidates.count }
        print("\((time.median * 1e3).text(2)) ms for the \(nearest) nearest of \(pictures) pictures (median)")
        print("\(candidates) candidates are left, whose exact vectors are read from the database")
        if let before, let after { print("\((after - before).text(0)) MB in memory") }
    }

    private static func direction() -> [Float] { (0..<Embedding.width).map { _ in Float.random(in: -1...1) } }

    private static func near(_ topic: [Float]) throws -> Embedding {
        let numbers = zip(topic, direction()).map { $0 + 0.8 * $1 }
        let length = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return try Embedding(numbers.map { $0 / length })
    }
}
