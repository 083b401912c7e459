#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// ``FileOperations`` on the machine's own file system.
package struct SystemFiles: FileOperations {
    private let fileMode: mode_t
    private let folderMode: mode_t

    /// - Parameter ownerOnly: whether nobody else may read what is made; else the process's umask decides.
    package init(ownerOnly: Bool = false) {
        fileMode = ownerOnly ? 0o600 : 0o666
        folderMode = ownerOnly ? 0o700 : 0o777
    }

    package func makeDirectory(_ path: String) throws(FileError) {
        var parent = ""
        for component in path.split(separator: "/") {
            parent += path.hasPrefix("/") || !parent.isEmpty ? "/\(component)" : "\(component)"
            guard mkdir(parent, folderMode) != 0, errno != EEXIST else { continue }
            // Looking whether it is there forgets why it could not be made.
            let code = errno
            guard exists(parent) else { throw .ofSystem("make the folder", parent, code) }
        }
    }

    package func list(_ directory: String) throws(FileError) -> [String] {
        guard let stream = opendir(directory) else { throw .ofSystem("list the folder", directory) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    package func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    package func size(_ path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Int(exactly: status.st_size)
    }

    package func read(_ path: String) throws(FileError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .ofSystem("read", path) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, let size = Int(exactly: status.st_size) else { throw .ofSystem("read", path) }
        var bytes = [UInt8](repeating: 0, count: size)
        var done = 0
        while done < size {
            let count = bytes.withUnsafeMutableBytes { buffer in
                pread(file, buffer.baseAddress?.advanced(by: done), size - done, off_t(done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .ofSystem("read", path) }
            done += count
        }
        return bytes
    }

    package func writeSynced(_ bytes: [UInt8], to path: String) throws(FileError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, fileMode)
        guard descriptor >= 0 else { throw .ofSystem("write", path) }
        let file = SystemFile(descriptor: descriptor, path: path)
        try file.append(bytes)
        try file.sync()
    }

    package func openForAppending(_ path: String) throws(FileError) -> any AppendableFile {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { throw .ofSystem("write", path) }
        return SystemFile(descriptor: descriptor, path: path)
    }

    package func rename(_ old: String, to new: String) throws(FileError) {
        #if canImport(Glibc)
            let result = Glibc.rename(old, new)
        #elseif canImport(Musl)
            let result = Musl.rename(old, new)
        #elseif canImport(Darwin)
            let result = Darwin.rename(old, new)
        #endif
        guard result == 0 else { throw .ofSystem("write", new) }
    }

    package func syncDirectory(_ path: String) throws(FileError) {
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw .ofSystem("write to the folder", path) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw .ofSystem("write to the folder", path) }
    }

    package func freeMegabytes(_ directory: String) -> Int? {
        var status = statvfs()
        guard statvfs(directory, &status) == 0 else { return nil }
        return Int(clamping: UInt64(status.f_bavail) / 1024 * UInt64(status.f_frsize) / 1024)
    }

    package func remove(_ path: String) throws(FileError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .ofSystem("remove", path) }
    }
}

/// A file descriptor that is closed when nobody holds it any more.
private final class SystemFile: AppendableFile {
    private let descriptor: Int32
    private let path: String

    init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    func append(_ bytes: [UInt8]) throws(FileError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                write(descriptor, buffer.baseAddress?.advanced(by: done), bytes.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .ofSystem("write", path) }
            done += count
        }
    }

    func sync() throws(FileError) {
        guard fsync(descriptor) == 0 else { throw .ofSystem("write", path) }
    }
}
