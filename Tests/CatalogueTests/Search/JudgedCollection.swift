import Foundation
import GRDB
import TestSupport
import Testing

@testable import Catalogue

/// The captions in Collection/captions.tsv, each with what a judge saw in it, and the queries in Collection/queries.tsv,
/// each with the grades of what answers it; written before anything was tuned. vectors.f16 is made by the reference
/// encoder, `python -m reverie_recipe.search_goldens ../../Tests/CatalogueTests/Collection` in weights/recipe.
struct JudgedCollection {
    struct Entry {
        let caption: String
        let prompt: String
        let vector: Embedding
    }

    struct Query {
        let kind: String
        let text: String
        /// 1 (fits) or 2 (is meant), by the number of the caption; the pictures' ids count from 1.
        let grades: [Int64: Int]
        let vector: Embedding
    }

    let encoder: EncoderHash
    let entries: [Entry]
    let queries: [Query]

    init() throws {
        let captions = try Self.rows("captions")
        let questions = try Self.rows("queries")
        let vectors = try Self.vectors()
        try #require(vectors.count == captions.count + questions.count)
        let facets = captions.map { Set($0[2].split(separator: " ")) }
        encoder = try Samples.encoder(1)
        entries = zip(captions, vectors).map { Entry(caption: $0[0], prompt: $0[1], vector: $1) }
        queries = zip(questions, vectors.dropFirst(captions.count)).map { row, vector in
            Query(kind: row[0], text: row[1], grades: Self.grades(row[2], facets), vector: vector)
        }
    }

    /// A catalogue that holds the captions; their pictures do not matter.
    func catalogue(in folder: TemporaryFolder) async throws -> Catalogue {
        let catalogue = try Catalogue(folder: folder.path)
        let entries = entries
        try await catalogue.pool.write { db in
            for (number, entry) in entries.enumerated() {
                try db.execute(
                    sql: """
                        INSERT INTO images (hash, created, caption, caption_order, recipe)
                        VALUES (?, ?, ?, ?, json_object('prompt', ?))
                        """,
                    arguments: [
                        Samples.hash(number).description, number, entry.caption, CaptionOrder.key(entry.caption),
                        entry.prompt,
                    ])
            }
        }
        let texts = try await catalogue.imagesLackingVector(of: encoder, limit: entries.count)
        try await catalogue.keep(texts.map { ($0, entries[Int($0.image) - 1].vector) }, of: encoder)
        return catalogue
    }

    private static func file(_ name: String) throws -> Data {
        try Data(contentsOf: Bundle.module.bundleURL.appending(path: "Collection/\(name)"))
    }

    private static func rows(_ name: String) throws -> [[String]] {
        try String(decoding: file("\(name).tsv"), as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { line in
                let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
                try #require(columns.count == 3, "\(line)")
                return columns
            }
    }

    private static func vectors() throws -> [Embedding] {
        let bytes = try [UInt8](file("vectors.f16"))
        return try stride(from: 0, to: bytes.count, by: 2 * Embedding.width).map { start in
            try Embedding(
                (0..<Embedding.width).map { index in
                    let offset = start + 2 * index
                    return Float(Float16(bitPattern: UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8))
                })
        }
    }

    /// "2:coat+warm 1:coat": 2 for what is a warm coat, 1 for other coats.
    private static func grades(_ text: String, _ facets: [Set<Substring>]) -> [Int64: Int] {
        var grades: [Int64: Int] = [:]
        for term in text.split(separator: " ") {
            let parts = term.split(separator: ":")
            let wanted = Set(parts[1].split(separator: "+"))
            for (number, facets) in facets.enumerated() where wanted.isSubset(of: facets) {
                grades[Int64(number + 1)] = max(grades[Int64(number + 1)] ?? 0, Int(parts[0]) ?? 0)
            }
        }
        return grades
    }
}

extension JudgedCollection.Query {
    /// nDCG@10.
    func score(_ found: [(image: Int64, match: ImageHit.Match)]) -> Double {
        func gain(_ grades: some Sequence<Int>) -> Double {
            grades.prefix(10).enumerated().reduce(0) {
                $0 + (pow(2, Double($1.element)) - 1) / log2(Double($1.offset + 2))
            }
        }
        return gain(found.map { grades[$0.image] ?? 0 }) / gain(grades.values.sorted(by: >))
    }
}
