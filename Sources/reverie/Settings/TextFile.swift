import Glibc

/// Small files of text that people and programs share.
enum TextFile {
    private static let mostBytes = 64 << 20

    /// nil if there is none.
    static func read(_ path: String) throws(CommandFailure) -> String? {
        try bytes(path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// nil if there is no such file; `-` is standard input.
    static func bytes(_ path: String) throws(CommandFailure) -> [UInt8]? {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw unreadable(path, SystemError.text(errno))
        }
        defer { if path != "-" { close(descriptor) } }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path, SystemError.text(errno)) }
            if count == 0 { return bytes }
            bytes += chunk.prefix(count)
            guard bytes.count <= mostBytes else { throw unreadable(path, "it is too large") }
        }
    }

    /// - Throws: also for a file that is not there.
    static func existingBytes(_ path: String) throws(CommandFailure) -> [UInt8] {
        guard let bytes = try bytes(path) else { throw unreadable(path, SystemError.text(ENOENT)) }
        return bytes
    }

    /// Whole or not at all, its folder made if need be.
    static func write(_ text: String, to path: String, mode: mode_t) throws(CommandFailure) {
        let draft = "\(path).\(getpid()).new"
        do throws(CommandFailure) {
            try Folder.make(
                path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/"))
            unlink(draft)
            let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
            guard descriptor >= 0 else { throw CommandFailure(.cannotCreate, SystemError.text(errno)) }
            defer { close(descriptor) }
            if let failure = Output(descriptor: descriptor).fill(Array(text.utf8)) {
                throw CommandFailure(.cannotCreate, SystemError.text(failure))
            }
            guard fsync(descriptor) == 0, rename(draft, path) == 0 else {
                throw CommandFailure(.cannotCreate, SystemError.text(errno))
            }
        } catch {
            unlink(draft)
            throw CommandFailure(.cannotCreate, "The file \(path) cannot be written: \(error.sentence).")
        }
    }

    private static func unreadable(_ path: String, _ reason: String) -> CommandFailure {
        CommandFailure(.usage, "The file \(path) cannot be read: \(reason).")
    }
}

enum Folder {
    /// Makes a folder with all those that it is in.
    static func make(_ path: String, mode: mode_t = 0o777) throws(CommandFailure) {
        var partial = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            partial += part + "/"
            if mkdir(partial, mode) == 0 || errno == EEXIST || errno == EISDIR { continue }
            throw CommandFailure(.cannotCreate, SystemError.text(errno))
        }
    }
}
