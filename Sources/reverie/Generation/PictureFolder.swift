import Glibc

/// The folder that pictures are written to.
struct PictureFolder: Sendable {
    let path: String
    let overwrites: Bool

    /// Makes the folder if it does not exist, so that what stands in the way is known before anything is computed.
    init(path: String, overwrites: Bool) throws(CommandFailure) {
        self.path = path
        self.overwrites = overwrites
        try makeFolders()
        guard access(path, W_OK | X_OK) == 0 else {
            throw CommandFailure(
                .cannotCreate, "Nothing can be written to the folder \(path): \(SystemError.text(errno)).")
        }
    }

    private func makeFolders() throws(CommandFailure) {
        var partial = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            partial += part + "/"
            if mkdir(partial, 0o777) == 0 || errno == EEXIST || errno == EISDIR { continue }
            throw CommandFailure(.cannotCreate, "The folder \(path) cannot be made: \(SystemError.text(errno)).")
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw CommandFailure(.cannotCreate, "\(path) is not a folder. Give the path of one with --output.")
        }
    }

    /// Writes a file `name.png`, or if there is one that may not be replaced `name-2.png`, `name-3.png`, ...
    ///
    /// - Returns: its path. A file that cannot be written whole is not left behind.
    func write(_ bytes: [UInt8], name: String) throws(CommandFailure) -> String {
        if overwrites { return try replace(bytes, name: name) }
        var number = 1
        while true {
            let file = self.file(number == 1 ? "\(name).png" : "\(name)-\(number).png")
            if try create(file, bytes) { return file }
            number += 1
        }
    }

    private func replace(_ bytes: [UInt8], name: String) throws(CommandFailure) -> String {
        let file = self.file("\(name).png")
        let draft = self.file(".\(name)-\(getpid()).part")
        unlink(draft)
        guard try create(draft, bytes), rename(draft, file) == 0 else {
            let reason = SystemError.text(errno)
            unlink(draft)
            throw CommandFailure(.cannotCreate, "The picture \(file) cannot be replaced: \(reason).")
        }
        return file
    }

    /// false if there is such a file.
    private func create(_ file: String, _ bytes: [UInt8]) throws(CommandFailure) -> Bool {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            if errno == EEXIST { return false }
            throw CommandFailure(.cannotCreate, "The picture \(file) cannot be written: \(SystemError.text(errno)).")
        }
        let failure = write(bytes, to: descriptor)
        // Some file systems only tell on closing that there was no room.
        let closingFailure = close(descriptor) == 0 ? nil : errno
        if let failure = failure ?? closingFailure {
            unlink(file)
            throw CommandFailure(.cannotCreate, "The picture \(file) cannot be written: \(SystemError.text(failure)).")
        }
        return true
    }

    /// The error number if not all could be written.
    private func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }

    private func file(_ name: String) -> String {
        path == "." ? name : path.hasSuffix("/") ? path + name : path + "/" + name
    }
}
