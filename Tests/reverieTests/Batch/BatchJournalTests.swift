import Foundation
import TestSupport
import Testing
import WireProtocol

@testable import reverie

@Suite struct BatchJournalTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file("list.progress") }

    init() throws {
        folder = try TemporaryFolder()
    }

    private func items(_ text: String = "boot\nbag\nboot") throws -> [BatchItem] { try BatchItem.items(text) }

    @Test func `what is done is known again`() throws {
        let items = try items()
        let ids: [String]
        do {
            let journal = try BatchJournal(path: path)
            ids = items.map(journal.id)
            #expect(Set(ids).count == 3 && journal.states.isEmpty)
            try journal.write(.saving(["a.png"]), of: ids[0])
            try journal.write(.done(["a.png"]), of: ids[0])
            try journal.write(.saving(["b.png", "c.png"]), of: ids[1])
        }
        let journal = try BatchJournal(path: path)
        #expect(items.map(journal.id) == ids)
        #expect(journal.states == [ids[0]: .done(["a.png"]), ids[1]: .saving(["b.png", "c.png"])])
        // A line that was put in elsewhere changes nothing.
        #expect(try self.items("new\nboot\nbag\nboot").dropFirst().map(journal.id) == ids)
    }

    @Test func `wherever it was cut off, it goes on`() throws {
        let items = try items()
        var ids: [String] = []
        do {
            let journal = try BatchJournal(path: path)
            ids = items.map(journal.id)
            for (number, id) in ids.enumerated() { try journal.write(.done(["\(number).png"]), of: id) }
        }
        let whole = try #require(FileManager.default.contents(atPath: path))
        let header = try #require(whole.firstIndex(of: UInt8(ascii: "\n"))) + 1
        for length in header..<whole.count {
            try whole.prefix(length).write(to: URL(filePath: path))
            do {
                let journal = try BatchJournal(path: path)
                #expect(items.map(journal.id) == ids)
                for (id, state) in journal.states { #expect(state == .done(["\(ids.firstIndex(of: id) ?? -1).png"])) }
                try journal.write(.done(["x.png"]), of: ids[2])
            }
            #expect(try BatchJournal(path: path).states[ids[2]] == .done(["x.png"]))
        }
    }

    @Test func `one program at a time, and only on a journal`() throws {
        let journal = try BatchJournal(path: path)
        let failure = #expect(throws: CommandFailure.self) { try BatchJournal(path: path) }
        #expect(failure?.status == .tryAgain)
        withExtendedLifetime(journal) {}
        try Data("a list of prompts\n".utf8).write(to: URL(filePath: folder.file("other")))
        #expect(throws: CommandFailure.self) { try BatchJournal(path: folder.file("other")) }
        #expect(throws: CommandFailure.self) { try BatchJournal(path: folder.file("absent/journal")) }
        #expect(FileManager.default.contents(atPath: folder.file("other")) == Data("a list of prompts\n".utf8))
    }

    @Test func `the same item and recipe have the same key, and no others`() throws {
        let items = try items()
        let journal = try BatchJournal(path: path)
        let recipe = JobRecipe(model: "m", prompt: "boot", seed: 1, steps: 5, sampler: "ddim", guidanceScale: 1)
        var other = recipe
        other.steps = 6
        #expect(journal.key(items[0], recipe) == journal.key(items[0], recipe))
        #expect(journal.key(items[0], recipe) != journal.key(items[0], other))
        #expect(journal.key(items[0], recipe) != journal.key(items[2], recipe))
        #expect(journal.seed(items[0]) == journal.seed(items[0]) && journal.seed(items[0]) != journal.seed(items[2]))
    }

    @Test func `a folder is no journal`() throws {
        let failure = #expect(throws: CommandFailure.self) { try BatchJournal(path: folder.path) }
        #expect(failure?.status == .cannotCreate)
    }
}
