import DurableFiles
import TestSupport
import Testing

struct FolderLockTests {
    @Test func oneHolderAtATime() throws {
        let folder = try TemporaryFolder()
        var first: FolderLock? = try FolderLock(folder: folder.path)
        #expect(throws: FolderLock.Failure.held(folder: folder.path)) { try FolderLock(folder: folder.path) }
        withExtendedLifetime(first) {}
        first = nil
        _ = try FolderLock(folder: folder.path)
    }

    @Test func aFolderThatIsNotThereIsNamed() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("absent/lock")
        #expect(
            throws: FolderLock.Failure.file(
                FileError(operation: "write", path: path, reason: "No such file or directory", isMissing: true))
        ) {
            try FolderLock(folder: folder.file("absent"))
        }
    }
}
