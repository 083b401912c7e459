import Foundation
import TestSupport
import Testing

@testable import reverie

@Suite struct PictureFolderTests {
    private func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    @Test func `a folder is made with those above it`() throws {
        let temporary = try TemporaryFolder()
        let folder = try PictureFolder(path: temporary.file("a/b/c/"), overwrites: false)
        #expect(try folder.write([1, 2], name: "boot", extension: "png") == temporary.file("a/b/c/boot.png"))
        #expect(FileManager.default.contents(atPath: temporary.file("a/b/c/boot.png")) == Data([1, 2]))
    }

    @Test func `a file that exists stays as it is`() throws {
        let temporary = try TemporaryFolder()
        let folder = try PictureFolder(path: temporary.path, overwrites: false)
        let files = try (1...3).map { try folder.write([$0], name: "boot", extension: "png") }
        #expect(files == ["boot.png", "boot-2.png", "boot-3.png"].map(temporary.file))
        #expect(files.map { FileManager.default.contents(atPath: $0) } == [Data([1]), Data([2]), Data([3])])
    }

    @Test func `a file is replaced if the user says so`() throws {
        let temporary = try TemporaryFolder()
        for byte: UInt8 in 1...3 {
            let folder = try PictureFolder(path: temporary.path, overwrites: true)
            _ = try folder.write([byte], name: "boot", extension: "png")
        }
        #expect(try names(temporary.path) == ["boot.png"])
        #expect(FileManager.default.contents(atPath: temporary.file("boot.png")) == Data([3]))
    }

    @Test func `a run does not write over its own files`() throws {
        let temporary = try TemporaryFolder()
        let old = try PictureFolder(path: temporary.path, overwrites: false)
        for name in ["boot", "boot-2"] { _ = try old.write([9], name: name, extension: "png") }
        let folder = try PictureFolder(path: temporary.path, overwrites: true)
        let copy = folder
        let files = try [folder, copy, folder].enumerated().map { number, folder in
            try folder.write([UInt8(number)], name: "boot", extension: "png")
        }
        #expect(files == ["boot.png", "boot-2.png", "boot-3.png"].map(temporary.file))
        #expect(files.map { FileManager.default.contents(atPath: $0) } == [Data([0]), Data([1]), Data([2])])
    }

    @Test func `a file that is to be replaced stays until there is something to replace it`() throws {
        let temporary = try TemporaryFolder()
        _ = try PictureFolder(path: temporary.path, overwrites: false).write([9], name: "boot", extension: "png")
        let folder = try PictureFolder(path: temporary.path, overwrites: true)
        let files = try (0..<2).map { _ in try folder.reserve(name: "boot", extension: "png") }
        #expect(files == ["boot.png", "boot-2.png"].map(temporary.file))
        #expect(FileManager.default.contents(atPath: files[0]) == Data([9]))
        for file in files { try folder.fill(file, [1]) }
        #expect(files.map { FileManager.default.contents(atPath: $0) } == [Data([1]), Data([1])])
    }

    @Test func `a file in the way of the folder is told`() throws {
        let temporary = try TemporaryFolder()
        _ = try PictureFolder(path: temporary.path, overwrites: false).write([1], name: "file", extension: "png")
        for path in ["file.png", "file.png/below"] {
            let failure = #expect(throws: CommandFailure.self) {
                try PictureFolder(path: temporary.file(path), overwrites: false)
            }
            #expect(failure?.status == .cannotCreate)
            #expect(failure?.sentence.contains("file.png") == true)
        }
    }

    @Test(arguments: [true, false])
    func `a folder that has gone is told`(overwrites: Bool) throws {
        let temporary = try TemporaryFolder()
        let folder = try PictureFolder(path: temporary.file("gone"), overwrites: overwrites)
        try FileManager.default.removeItem(atPath: temporary.file("gone"))
        let failure = #expect(throws: CommandFailure.self) { try folder.write([1], name: "boot", extension: "png") }
        #expect(failure?.status == .cannotCreate)
        #expect(failure?.sentence.contains("no such file or directory") == true)
    }

    @Test func `a picture that cannot be written whole is not left behind`() throws {
        let temporary = try TemporaryFolder()
        let folder = try PictureFolder(path: temporary.path, overwrites: true)
        try FileManager.default.createDirectory(atPath: temporary.file("boot.png"), withIntermediateDirectories: false)
        #expect(throws: CommandFailure.self) { try folder.write([1], name: "boot", extension: "png") }
        #expect(try names(temporary.path) == ["boot.png"])
    }

    @Test func `a name may have folders in it, and a reserved file is filled`() throws {
        let temporary = try TemporaryFolder()
        let folder = try PictureFolder(path: temporary.path, overwrites: false)
        #expect(try folder.write([1], name: "a/b/boot", extension: "ppm") == temporary.file("a/b/boot.ppm"))
        let file = try folder.reserve(name: "boot", extension: "png")
        #expect(try folder.reserve(name: "boot", extension: "png") == temporary.file("boot-2.png"))
        try folder.fill(file, [1, 2, 3])
        #expect(FileManager.default.contents(atPath: temporary.file("boot.png")) == Data([1, 2, 3]))
        #expect(try names(temporary.path) == ["a", "boot-2.png", "boot.png"])
    }
}
