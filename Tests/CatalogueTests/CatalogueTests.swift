import DurableFiles
import TestSupport
import Testing

@testable import Catalogue

struct CatalogueTests {
    @Test func savedPictureComesBack() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        let saved = try await catalogue.saveSample(1, "<script>alert('boot')</script>")
        #expect(saved.isNew)
        #expect(try await catalogue.png(Samples.hash(1)) == Samples.png(1))
        let image = try await catalogue.image(Samples.hash(1))
        #expect(image == saved.image)
        #expect(image.caption == "<script>alert('boot')</script>")
        #expect(image.created == 1)
        #expect(try SystemFiles().list(folder.file("pictures")).sorted() == ["\(Samples.hash(1)).png", "unlisted"])
    }

    @Test func savingTwiceKeepsTheFirstRow() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        let first = try await catalogue.saveSample(1, "first")
        let second = try await catalogue.saveSample(1, "second")
        #expect(!second.isNew)
        #expect(second.image == first.image)
        #expect(try await catalogue.images(matching: ImageQuery()).total == 1)
    }

    @Test func sortsAndPages() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        for (number, caption) in [(1, "beta"), (2, "Alpha"), (3, "boot 10"), (4, "boot 2")] {
            try await catalogue.saveSample(number, caption)
        }
        func captions(_ order: ImageQuery.Order, offset: Int = 0, limit: Int = 10) async throws -> [String] {
            let page = try await catalogue.images(matching: ImageQuery(order: order, offset: offset, limit: limit))
            #expect(page.total == 4)
            return page.images.map(\.caption)
        }
        #expect(try await captions(.newest) == ["boot 2", "boot 10", "Alpha", "beta"])
        #expect(try await captions(.oldest) == ["beta", "Alpha", "boot 10", "boot 2"])
        #expect(try await captions(.caption) == ["Alpha", "beta", "boot 2", "boot 10"])
        #expect(try await captions(.oldest, offset: 1, limit: 2) == ["Alpha", "boot 10"])
        #expect(try await captions(.oldest, offset: 9) == [])
        #expect(try await captions(.oldest, offset: -1, limit: -1) == [])
        #expect(try await captions(.oldest, offset: .max, limit: .max) == [])
    }

    @Test func renameIsSearchedAndListed() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        try await catalogue.saveSample(1, "first")
        let renamed = try await catalogue.rename(Samples.hash(1), to: Caption("second"))
        #expect(renamed.caption == "second")
        #expect(try await catalogue.images(matching: ImageQuery(text: "first")).total == 0)
        #expect(try await catalogue.images(matching: ImageQuery(text: "second")).images == [renamed])
    }

    @Test func deletedPictureIsGoneEverywhere() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        try await catalogue.saveSample(1, "first")
        try await catalogue.delete(Samples.hash(1))
        #expect(try await catalogue.images(matching: ImageQuery(text: "first")).total == 0)
        #expect(try SystemFiles().list(folder.file("pictures")) == ["unlisted"])
        #expect(try SystemFiles().list(folder.file("pictures/unlisted")) == [])
        for change in [
            { @Sendable in try await catalogue.delete(Samples.hash(1)) },
            { @Sendable in _ = try await catalogue.rename(Samples.hash(1), to: Caption("x")) },
            { @Sendable in _ = try await catalogue.png(Samples.hash(1)) },
        ] {
            let error = await #expect(throws: CatalogueError.self) { try await change() }
            #expect(error?.code == .notFound)
        }
        #expect(try await catalogue.saveSample(1, "again").isNew)
        #expect(try await catalogue.png(Samples.hash(1)) == Samples.png(1))
    }

    @Test func theSecondOfTwoRenamesIsTold() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        let seen = try await catalogue.saveSample(1, "first").image.version
        let anna = try await catalogue.change(Samples.hash(1), caption: Caption("Anna's"), version: seen)
        let error = await #expect(throws: CatalogueError.self) {
            try await catalogue.change(Samples.hash(1), caption: Caption("Ben's"), version: seen)
        }
        #expect(error?.code == .changed)
        #expect(error?.description.contains("“Anna's”") == true)
        #expect(try await catalogue.image(Samples.hash(1)) == anna)
        let ben = try await catalogue.change(Samples.hash(1), caption: Caption("Ben's"), version: anna.version)
        #expect(ben.caption == "Ben's")
        #expect(try await catalogue.change(Samples.hash(1), caption: Caption("Ben's")).version == ben.version)
    }

    @Test func manyRenamesAtOnceLoseNone() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        let seen = try await catalogue.saveSample(1, "first").image.version
        let winners = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<20 {
                group.addTask {
                    (try? await catalogue.change(Samples.hash(1), caption: Caption("\(index)"), version: seen)) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
    }

    @Test func concurrentChangesLeaveRowsAndFilesInStep() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<60 {
                group.addTask {
                    if index.isMultiple(of: 3) {
                        try? await catalogue.delete(Samples.hash(index % 4))
                    } else {
                        _ = try? await catalogue.saveSample(index % 4, "picture \(index)")
                    }
                }
            }
        }
        let rows = try await catalogue.images(matching: ImageQuery()).images.map(\.hash)
        let files = try SystemFiles().list(folder.file("pictures")).filter { $0 != "unlisted" }
        #expect(Set(files) == Set(rows.map { $0 + ".png" }))
    }
}
