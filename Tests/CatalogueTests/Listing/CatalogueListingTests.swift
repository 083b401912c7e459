import Foundation
import TestSupport
import Testing

@testable import Catalogue

struct CatalogueListingTests {
    /// All pictures of a query, page by page.
    private func walk(
        _ catalogue: Catalogue, _ query: ImageQuery, between: (Int) async throws -> Void = { _ in }
    ) async throws -> [Int] {
        var query = query
        var numbers: [Int] = []
        for turn in 0..<100 {
            let page = try await catalogue.images(matching: query)
            numbers += page.images.map { Int($0.created) }
            guard let next = page.next else { return numbers }
            #expect(page.hits.count == query.limit)
            query.after = next
            try await between(turn)
        }
        Issue.record("The pages do not end.")
        return numbers
    }

    private func catalogue(_ folder: TemporaryFolder, count: Int) async throws -> Catalogue {
        let catalogue = try Catalogue(folder: folder.path)
        for number in 1...count { try await catalogue.saveSample(number, "boot \(number * 7 % count)") }
        return catalogue
    }

    @Test(arguments: ImageQuery.Order.allCases, ["", "boot"])
    func pagesTogetherAreEverythingOnce(order: ImageQuery.Order, text: String) async throws {
        let folder = try TemporaryFolder()
        let catalogue = try await catalogue(folder, count: 50)
        for limit in [1, 7, 25, 50, 200] {
            let query = ImageQuery(text: text, order: order, seed: 3, limit: limit)
            let numbers = try await walk(catalogue, query)
            #expect(numbers.sorted() == Array(1...50))
            let all = try await catalogue.images(matching: ImageQuery(text: text, order: order, seed: 3, limit: 200))
            #expect(numbers == all.images.map { Int($0.created) })
            let from = try await catalogue.images(
                matching: ImageQuery(text: text, order: order, seed: 3, offset: 13, limit: 5))
            #expect(from.images.map { Int($0.created) } == Array(numbers[13..<18]))
            #expect(from.total == 50)
        }
    }

    @Test(arguments: [ImageQuery.Order.newest, .oldest, .caption, .shuffle])
    func nothingComesTwiceOrIsLeftOutWhileOthersSaveAndDelete(order: ImageQuery.Order) async throws {
        let folder = try TemporaryFolder()
        let catalogue = try await catalogue(folder, count: 40)
        let numbers = try await walk(catalogue, ImageQuery(order: order, seed: 9, limit: 6)) { turn in
            try await catalogue.saveSample(100 + turn, "boot \(turn)")
            try await catalogue.discard([Samples.hash(turn + 1)], at: 0)
        }
        #expect(Set(numbers).count == numbers.count)
        let kept = Set(1...40).subtracting(1...10)
        #expect(kept.isSubset(of: numbers))
    }

    @Test func anotherSeedIsAnotherOrder() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try await catalogue(folder, count: 50)
        let orders = try await [1, 1, 2].asyncMap { seed in
            try await walk(catalogue, ImageQuery(order: .shuffle, seed: seed))
        }
        #expect(orders[0] == orders[1])
        #expect(orders[0] != orders[2])
    }

    /// Both ways of shuffling give the same order: going through it, and sorting what passes a filter that few pass.
    @Test func filteredShufflesKeepTheOrder() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try await catalogue(folder, count: 64)
        let all = try await walk(catalogue, ImageQuery(order: .shuffle, seed: 5))
        for range in [1..<4, 1..<64, 30..<33, 10..<50] as [Range<Int64>] {
            let filter = ImageFilter(since: range.lowerBound, until: range.upperBound)
            let some = try await walk(catalogue, ImageQuery(filter: filter, order: .shuffle, seed: 5, limit: 2))
            #expect(some == all.filter { range.contains(Int64($0)) })
        }
    }

    @Test func filtersByModelDateAndOwner() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        let (anna, ben) = try await catalogue.addAnnaAndBen()
        for number in 1...12 {
            _ = try await catalogue.save(
                png: Samples.png(number), hash: Samples.hash(number), caption: Caption("boot \(number)"),
                recipe: #"{"prompt":"boot","model":"\#(number.isMultiple(of: 3) ? "studio" : "fashion")"}"#,
                created: Int64(number), by: number <= 6 ? anna : ben, shared: number.isMultiple(of: 2))
        }
        func numbers(_ filter: ImageFilter) async throws -> [Int] {
            var answers: [[Int]] = []
            for text in ["", "boot"] {
                let page = try await catalogue.images(matching: ImageQuery(text: text, filter: filter, order: .oldest))
                #expect(page.total == page.hits.count)
                answers.append(page.images.map { Int($0.created) })
            }
            #expect(answers[0] == answers[1])
            return answers[0]
        }
        #expect(try await numbers(ImageFilter(model: "studio")) == [3, 6, 9, 12])
        #expect(try await numbers(ImageFilter(model: "studio", since: 6, until: 12)) == [6, 9])
        #expect(try await numbers(ImageFilter(model: "nothing")) == [])
        #expect(try await numbers(ImageFilter(viewer: anna)) == [1, 2, 3, 4, 5, 6, 8, 10, 12])
        #expect(try await numbers(ImageFilter(ownership: .mine, viewer: anna)) == [1, 2, 3, 4, 5, 6])
        #expect(try await numbers(ImageFilter(ownership: .shared, viewer: ben)) == [2, 4, 6, 8, 10, 12])
        let overview = try await catalogue.overview(for: ben)
        #expect(overview.total == 9)
        #expect(overview.models.map(\.name) == ["fashion", "studio"])
        #expect(overview.models.map(\.count) == [6, 3])
        #expect(overview.first == 2 && overview.last == 12)
    }

    @Test(arguments: [
        ImageCursor.shuffle(size: .max, place: .max), .shuffle(size: 0, place: 0), .shuffle(size: .max, place: 0),
        .created(.max, id: .min), .rank(.max), .caption([], id: 0),
    ])
    func cursorsThatNobodyHandedOutDoNoHarm(cursor: ImageCursor) async throws {
        let folder = try TemporaryFolder()
        let catalogue = try await catalogue(folder, count: 3)
        for order in ImageQuery.Order.allCases {
            for text in ["", "boot"] {
                let page = try await catalogue.images(
                    matching: ImageQuery(text: text, order: order, after: cursor, offset: 1))
                #expect(page.hits.count <= 3)
            }
        }
    }

    @Test(arguments: [3, 1000, Int.max - 1, .max])
    func offsetsBehindTheLastPictureFindNothing(offset: Int) async throws {
        let folder = try TemporaryFolder()
        let catalogue = try await catalogue(folder, count: 3)
        for order in ImageQuery.Order.allCases {
            for text in ["", "boot"] {
                let behind = ImageQuery(text: text, order: order, offset: offset)
                #expect(try await catalogue.images(matching: behind).hits == [])
                let before = ImageQuery(text: text, order: order, offset: -offset)
                #expect(try await catalogue.images(matching: before).hits.count == 3)
            }
        }
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
