import DurableFiles
import Foundation
import TestSupport
import Testing

struct SystemFilesTests {
    private static func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test func whatIsMadeForItsOwnerAloneIsClosedToOthers() throws {
        let folder = try TemporaryFolder()
        let files = SystemFiles(ownerOnly: true)
        try files.makeDirectory(folder.file("a/b"))
        try files.writeSynced([1], to: folder.file("a/b/c"))
        #expect(try Self.mode(folder.file("a")) == 0o700)
        #expect(try Self.mode(folder.file("a/b")) == 0o700)
        #expect(try Self.mode(folder.file("a/b/c")) == 0o600)
    }

    @Test func appendedBytesFollowWhatWasThere() throws {
        let folder = try TemporaryFolder()
        let (files, path) = (SystemFiles(), folder.file("log"))
        #expect(throws: FileError.self) { try files.openForAppending(path) }
        try files.writeSynced([1, 2], to: path)
        let file = try files.openForAppending(path)
        try file.append([3])
        try file.sync()
        #expect(try files.read(path) == [1, 2, 3])
        #expect(files.size(path) == 3)
    }

    @Test func absentFilesAreToldFromUnreadableOnes() throws {
        let folder = try TemporaryFolder()
        let files = SystemFiles()
        #expect(try files.readIfPresent(folder.file("absent")) == nil)
        #expect(throws: FileError.self) { try files.read(folder.file("absent")) }
        #expect(!files.exists(folder.file("absent")))
        #expect(files.size(folder.file("absent")) == nil)
        try files.remove(folder.file("absent"))
        try files.writeSynced([], to: folder.file("file"))
        #expect(throws: FileError(operation: "read", path: folder.file("file/below"), reason: "Not a directory")) {
            try files.readIfPresent(folder.file("file/below"))
        }
        #expect(throws: FileError(operation: "write", path: folder.file("file"), reason: "File exists")) {
            try files.writeSynced([1], to: folder.file("file"))
        }
    }

    /// Whichever change fails, and however, the file is the old one or the new one, and what is left is swept away by
    /// whoever writes next.
    @Test(arguments: FaultyFiles.Fault.allCases, 0..<5)
    func replacedFilesAreWhole(fault: FaultyFiles.Fault, failing: Int) throws {
        let folder = try TemporaryFolder()
        let (files, path) = (SystemFiles(), folder.file("file"))
        let (old, new) = ([UInt8](repeating: 1, count: 1000), [UInt8](repeating: 2, count: 2000))
        try files.replaceSynced(path, in: folder.path, with: old)
        let faulty = FaultyFiles(fault, at: failing)
        let told = Result { try faulty.replaceSynced(path, in: folder.path, with: new) }
        let found = try files.read(path)
        #expect(found == old || found == new)
        if case .success = told { #expect(found == new) }
        try files.replaceSynced(path, in: folder.path, with: old)
        #expect(try files.list(folder.path) == ["file"])
        #expect(try files.read(path) == old)
    }
}
