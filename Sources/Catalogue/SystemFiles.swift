#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// `FileOperations` on the machine's own file system.
package struct SystemFiles: FileOperations {
    package init() {}

    package func makeDirectory(_ path: String) throws(FileError) {
        var parent = ""
        for component in path.split(separator: "/") {
            parent += path.hasPrefix("/") || !parent.isEmpty ? "/\(component)" : "\(component)"
            if mkdir(parent, 0o777) != 0, errno != EEXIST, !exists(parent) {
                throw failure("make the folder", parent)
            }
        }
    }

    package func list(_ directory: String) throws(FileError) -> [String] {
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

    package func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    package func read(_ path: String) throws(FileError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
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

    package func writeSynced(_ bytes: [UInt8], to path: String) throws(FileError) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw failure("write", path) }
        defer { close(file) }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                write(file, buffer.baseAddress?.advanced(by: done), bytes.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("write", path) }
            done += count
        }
        guard fsync(file) == 0 else { throw failure("write", path) }
    }

    package func rename(_ old: String, to new: String) throws(FileError) {
        #if canImport(Glibc)
            let result = Glibc.rename(old, new)
        #elseif canImport(Musl)
            let result = Musl.rename(old, new)
        #elseif canImport(Darwin)
            let result = Darwin.rename(old, new)
        #endif
        guard result == 0 else { throw failure("write", new) }
    }

    package func syncDirectory(_ path: String) throws(FileError) {
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw failure("write to the folder", path) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw failure("write to the folder", path) }
    }

    package func remove(_ path: String) throws(FileError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw failure("remove", path) }
    }

    private func failure(_ operation: String, _ path: String) -> FileError {
        FileError(operation: operation, path: path, reason: String(cString: strerror(errno)))
    }
}
