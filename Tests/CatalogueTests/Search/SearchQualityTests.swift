import Foundation
import GRDB
import TestSupport
import Testing

@testable import Catalogue

/// How well searches find what a person would call an answer, over the judged collection in Collection/.
struct SearchQualityTests {
    /// nDCG@10 (Järvelin and Kekäläinen 2002, gains 2^grade - 1) over all queries that have an answer; the test prints it for each kind
    /// of query. The window of the cut-off was chosen on the even half of them, the odd half is held out.
    @Test func theHybridIsTheBestOfTheThree() async throws {
        let collection = try JudgedCollection()
        let folder = try TemporaryFolder()
        let catalogue = try await collection.catalogue(in: folder)
        let vectors = catalogue.meaning.vectors(of: collection.encoder)
        var words = Mean()
        var meaning = Mean()
        var hybrid = Mean()
        var report = (words: Mean(), meaning: Mean(), hybrid: Mean())
        for (number, query) in collection.queries.enumerated() where !query.grades.isEmpty {
            let ranking = try await catalogue.reading { db in
                let asked = ImageQuery(
                    text: query.text, meaning: .init(encoder: collection.encoder, vector: query.vector))
                return try Catalogue.ranking(
                    db, asked, corrected: Catalogue.corrected(db, query.text), vectors)
            }
            let byWords = query.score(Relevance.fused(.init(words: ranking.words, beginnings: ranking.beginnings)))
            let byMeaning = query.score(Relevance.fused(.init(meaning: ranking.meaning)))
            let byBoth = query.score(Relevance.fused(ranking))
            words.add(byWords, kind: query.kind)
            meaning.add(byMeaning, kind: query.kind)
            hybrid.add(byBoth, kind: query.kind)
            if !number.isMultiple(of: 2) {
                report.words.add(byWords, kind: query.kind)
                report.meaning.add(byMeaning, kind: query.kind)
                report.hybrid.add(byBoth, kind: query.kind)
            }
        }
        print("words \(words)\nmeaning \(meaning)\nhybrid \(hybrid)")
        print("held out: words \(report.words)\nmeaning \(report.meaning)\nhybrid \(report.hybrid)")
        #expect(hybrid.value >= words.value && hybrid.value >= meaning.value)
        #expect(report.hybrid.value >= report.words.value && report.hybrid.value >= report.meaning.value)
        #expect(abs(words.value - 0.308) < 0.005)
        #expect(abs(meaning.value - 0.606) < 0.005)
        #expect(abs(hybrid.value - 0.651) < 0.005)
    }

    /// The gap cut-off keeps out what has nothing to do with a query.
    @Test func whatHasNoAnswerFindsNextToNothing() async throws {
        let collection = try JudgedCollection()
        let folder = try TemporaryFolder()
        let catalogue = try await collection.catalogue(in: folder)
        for query in collection.queries where query.grades.isEmpty {
            let page = try await catalogue.images(
                matching: ImageQuery(
                    text: query.text, meaning: .init(encoder: collection.encoder, vector: query.vector),
                    order: .relevance))
            #expect(page.total <= 3, "\(query.text): \(page.images.map(\.caption))")
        }
        let warm = try #require(collection.queries.first { $0.text == "something warm to wear" })
        let page = try await catalogue.images(
            matching: ImageQuery(
                text: warm.text, meaning: .init(encoder: collection.encoder, vector: warm.vector), order: .relevance))
        #expect(page.total < 80)
        #expect(page.images.prefix(10).count { $0.caption.contains("coat") || $0.caption.contains("jacket") } >= 2)
    }
}

/// A mean over all queries and over each kind.
private struct Mean: CustomStringConvertible {
    private var all: [Double] = []
    private var kinds: [String: [Double]] = [:]

    mutating func add(_ score: Double, kind: String) {
        all.append(score)
        kinds[kind, default: []].append(score)
    }

    var value: Double { all.reduce(0, +) / Double(max(1, all.count)) }

    var description: String {
        let parts = kinds.sorted { $0.key < $1.key }.map { kind, scores in
            "\(kind) \(String(format: "%.3f", scores.reduce(0, +) / Double(scores.count)))"
        }
        return "\(String(format: "%.3f", value)) of \(all.count): " + parts.joined(separator: ", ")
    }
}
