#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// `FileOperations` on the machine's own file system.
struct SystemFiles: FileOperations {
    func makeDirectory(_ path: String) throws(FileError) {
        var parent = ""
        for component in path.split(separator: "/") {
            parent += path.hasPrefix("/") || !parent.isEmpty ? "/\(component)" : "\(component)"
            if mkdir(parent, 0o700) != 0, errno != EEXIST, access(parent, F_OK) != 0 {
                throw failure("make the folder", parent)
            }
        }
    }

    func list(_ directory: String) throws(FileError) -> [String] {
        guard let stream = opendir(directory) else { throw failure("list the folder", directory) }
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

    func read(_ path: String) throws(FileError) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        if file < 0, errno == ENOENT { return nil }
        guard file >= 0 else { throw failure("read", path) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, let size = Int(exactly: status.st_size) else { throw failure("read", path) }
        var bytes = [UInt8](repeating: 0, count: size)
        var done = 0
        while done < size {
            let count = bytes.withUnsafeMutableBytes { buffer in
                pread(file, buffer.baseAddress?.advanced(by: done), size - done, off_t(done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("read", path) }
            done += count
        }
        return bytes
    }

    func writeSynced(_ bytes: [UInt8], to path: String) throws(FileError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("write", path) }
        let file = SystemFile(descriptor: descriptor, path: path)
        try file.append(bytes)
        try file.sync()
    }

    func openForAppending(_ path: String) throws(FileError) -> any AppendableFile {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("write", path) }
        return SystemFile(descriptor: descriptor, path: path)
    }

    func rename(_ old: String, to new: String) throws(FileError) {
        #if canImport(Glibc)
            let result = Glibc.rename(old, new)
        #elseif canImport(Musl)
            let result = Musl.rename(old, new)
        #elseif canImport(Darwin)
            let result = Darwin.rename(old, new)
        #endif
        guard result == 0 else { throw failure("write", new) }
    }

    func syncDirectory(_ path: String) throws(FileError) {
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw failure("write to the folder", path) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw failure("write to the folder", path) }
    }

    func remove(_ path: String) throws(FileError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw failure("remove", path) }
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
            guard count > 0 else { throw failure("write", path) }
            done += count
        }
    }

    func sync() throws(FileError) {
        guard fsync(descriptor) == 0 else { throw failure("write", path) }
    }
}

private func failure(_ operation: String, _ path: String) -> FileError {
    FileError(operation: operation, path: path, reason: String(cString: strerror(errno)))
}
