import ArgumentParser
import Benchmarking
import Catalogue
import Foundation

struct PagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pages",
        abstract: "How long pages of a large catalogue take; makes one first, if the folder has none.",
        discussion: """
            A gateway can be started on the folder afterwards (--data-dir), to see how it feels. Times are those of the \
            catalogue alone, with so many readers at once; examples/load/catalogue.py asks a gateway over HTTP.
            """)

    @Option(help: "Where the catalogue is kept.")
    var folder: String

    @Option(help: "Pictures in it.")
    var pictures = 100_000

    @Option(help: "How many ask at the same time.")
    var readers = 8

    @Option(help: "Seconds for each kind of page.")
    var seconds = 2.0

    func validate() throws {
        guard (1...10_000_000).contains(pictures) else { throw ValidationError("--pictures must be 1 to 10,000,000.") }
        guard (1...1000).contains(readers) else { throw ValidationError("--readers must be 1 to 1,000.") }
    }

    func run() async throws {
        let catalogue = try Catalogue(folder: folder, files: UnsyncedFiles())
        let before = try await catalogue.overview().total
        if before < pictures {
            let samples = SamplePictures()
            for start in stride(from: before, to: pictures, by: 1000) {
                try await catalogue.save((start..<min(start + 1000, pictures)).map(samples.picture))
            }
        }
        print("\(try await catalogue.overview().total) pictures, \(readers) readers; milliseconds")
        print("page                              median      p99")
        for (name, query) in try await queries(catalogue) {
            try await measure(name) { _ = try await catalogue.images(matching: query) }
        }
        try await measure("overview") { _ = try await catalogue.overview() }
    }

    private func queries(_ catalogue: Catalogue) async throws -> [(String, ImageQuery)] {
        var queries: [(String, ImageQuery)] = []
        for order in [ImageQuery.Order.shuffle, .newest, .oldest, .caption] {
            queries.append(("first, \(order.rawValue)", ImageQuery(order: order, seed: 7)))
            var deep = ImageQuery(order: order, seed: 7, offset: pictures / 2)
            queries.append(("jump to the middle, \(order.rawValue)", deep))
            deep.after = try await catalogue.images(matching: deep).next
            deep.offset = 0
            queries.append(("read on from there, \(order.rawValue)", deep))
        }
        let filter = ImageFilter(model: "studio", since: SamplePictures.begin + 86_400_000 * 100)
        queries.append(("filtered, newest", ImageQuery(filter: filter)))
        queries.append(("filtered, caption", ImageQuery(filter: filter, order: .caption)))
        queries.append(("filtered, shuffle", ImageQuery(filter: filter, order: .shuffle)))
        for text in ["sleepy green cat", "cat", "c"] {
            queries.append(("search “\(text)”, by words", ImageQuery(text: text, order: .relevance)))
        }
        return queries
    }

    private func measure(_ name: String, _ body: @escaping @Sendable () async throws -> Void) async throws {
        try await body()
        let end = ContinuousClock.now + .seconds(seconds)
        let times = try await withThrowingTaskGroup(of: [Double].self) { group in
            for _ in 0..<readers {
                group.addTask {
                    var times: [Double] = []
                    while times.count < 3 || ContinuousClock.now < end {
                        let begin = ContinuousClock.now
                        try await body()
                        times.append((ContinuousClock.now - begin) / .milliseconds(1))
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }.sorted()
        }
        let (median, high) = (times[times.count / 2], times[min(times.count - 1, times.count * 99 / 100)])
        print(name.rightPadded(32), median.text(2).leftPadded(8), high.text(2).leftPadded(8))
    }
}
