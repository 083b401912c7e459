import Glibc

/// A file of a few kilobytes, read or written whole.
struct SmallFile {
    /// What the system said, for people.
    struct Failure: Error {
        let reason: String
        var isMissing = false

        fileprivate static func ofSystem() -> Failure {
            let code = errno
            return Failure(reason: String(cString: strerror(code)), isMissing: code == ENOENT)
        }
    }

    static let maximumBytes = 1024 * 1024

    let bytes: [UInt8]
    /// Its permissions.
    let mode: mode_t

    init(reading path: String) throws(Failure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .ofSystem() }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .ofSystem() }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure(reason: "It is not a file") }
        guard status.st_size <= Self.maximumBytes else { throw Failure(reason: "It is too large") }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress?.advanced(by: filled), $0.count - filled)
            }
            guard count >= 0 else { throw .ofSystem() }
            if count == 0 { break }
            filled += count
        }
        self.bytes = Array(bytes.prefix(filled))
        mode = status.st_mode & 0o7777
    }

    /// Whole or not at all: written beside its place, on the disk, and then moved there. Its folder is made if need be.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(Failure) {
        try makeFolder(of: path)
        let draft = "\(path).\(getpid()).new"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .ofSystem() }
        let failure = fill(descriptor, bytes)
        close(descriptor)
        if let failure {
            unlink(draft)
            throw failure
        }
        guard rename(draft, path) == 0 else {
            let failure = Failure.ofSystem()
            unlink(draft)
            throw failure
        }
    }

    private static func fill(_ descriptor: Int32, _ bytes: [UInt8]) -> Failure? {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            guard count > 0 else { return .ofSystem() }
            written += count
        }
        return fsync(descriptor) == 0 ? nil : .ofSystem()
    }

    private static func makeFolder(of path: String) throws(Failure) {
        var folder = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
            folder += part + "/"
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST || errno == EISDIR else { throw .ofSystem() }
        }
    }
}
