import Glibc

/// The folder that files are written to, whole or not at all.
struct PictureFolder: Sendable {
    let path: String
    let overwrites: Bool

    /// Makes the folder if it does not exist, so that what stands in the way is known before anything is computed.
    init(path: String, overwrites: Bool) throws(CommandFailure) {
        self.path = path
        self.overwrites = overwrites
        do {
            try Folder.make(path)
        } catch {
            throw CommandFailure(.cannotCreate, "The folder \(path) cannot be made: \(error.sentence).")
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw CommandFailure(.cannotCreate, "\(path) is not a folder. Give the path of one with --output.")
        }
        guard access(path, W_OK | X_OK) == 0 else {
            throw CommandFailure(
                .cannotCreate, "Nothing can be written to the folder \(path): \(SystemError.text(errno)).")
        }
    }

    /// Writes a file `name.extension`, or if there is one that may not be replaced `name-2.extension`, ...
    ///
    /// - Parameter name: may name folders within this one, which are made.
    /// - Returns: its path. A file that cannot be written whole is not left behind.
    func write(_ bytes: [UInt8], name: String, extension suffix: String) throws(CommandFailure) -> String {
        try makeFolder(of: name)
        if overwrites { return try replace(bytes, name: name, suffix) }
        var number = 1
        while true {
            let file = self.file(number == 1 ? "\(name).\(suffix)" : "\(name)-\(number).\(suffix)")
            if try create(file, bytes) { return file }
            number += 1
        }
    }

    /// An empty file that is nobody else's, to be filled by ``fill(_:_:)``.
    func reserve(name: String, extension suffix: String) throws(CommandFailure) -> String {
        try write([], name: name, extension: suffix)
    }

    /// Puts `bytes` in the place of what the file holds.
    func fill(_ file: String, _ bytes: [UInt8]) throws(CommandFailure) {
        let draft = "\(file).\(getpid()).part"
        unlink(draft)
        guard try create(draft, bytes), rename(draft, file) == 0 else {
            let reason = SystemError.text(errno)
            unlink(draft)
            throw CommandFailure(.cannotCreate, "The file \(file) cannot be replaced: \(reason).")
        }
    }

    private func replace(_ bytes: [UInt8], name: String, _ suffix: String) throws(CommandFailure) -> String {
        let file = self.file("\(name).\(suffix)")
        try fill(file, bytes)
        return file
    }

    private func makeFolder(of name: String) throws(CommandFailure) {
        guard let slash = name.lastIndex(of: "/") else { return }
        do {
            try Folder.make(file(String(name[..<slash])))
        } catch {
            throw CommandFailure(.cannotCreate, "The folder of \(name) cannot be made: \(error.sentence).")
        }
    }

    /// false if there is such a file.
    private func create(_ file: String, _ bytes: [UInt8]) throws(CommandFailure) -> Bool {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            if errno == EEXIST { return false }
            throw CommandFailure(.cannotCreate, "The file \(file) cannot be written: \(SystemError.text(errno)).")
        }
        let failure = Output(descriptor: descriptor).fill(bytes)
        // Some file systems only tell on closing that there was no room.
        let closingFailure = close(descriptor) == 0 ? nil : errno
        if let failure = failure ?? closingFailure {
            unlink(file)
            throw CommandFailure(.cannotCreate, "The file \(file) cannot be written: \(SystemError.text(failure)).")
        }
        return true
    }

    private func file(_ name: String) -> String {
        path == "." || name.hasPrefix("/") ? name : path.hasSuffix("/") ? path + name : path + "/" + name
    }
}
