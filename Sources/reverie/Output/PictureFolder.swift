import Glibc

/// The folder that files are written to, whole or not at all.
struct PictureFolder: Sendable {
    let path: String
    /// Whether files that were there before the run are replaced.
    let overwrites: Bool
    /// Of this run.
    let claims: ClaimedFiles

    /// Makes the folder if it does not exist, so that what stands in the way is known before anything is computed.
    init(path: String, overwrites: Bool, claims: ClaimedFiles = ClaimedFiles()) throws(CommandFailure) {
        self.path = path
        self.overwrites = overwrites
        self.claims = claims
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

    /// Writes a file `name.extension`, or if there is one that may not be replaced `name-2.extension`, ... What this run has
    /// written is never replaced.
    ///
    /// - Parameter name: may name folders within this one, which are made.
    /// - Returns: its path. A file that cannot be written whole is not left behind.
    func write(_ bytes: [UInt8], name: String, extension suffix: String) throws(CommandFailure) -> String {
        try makeFolder(of: name)
        if overwrites {
            let file = claim(name, suffix)
            try fill(file, bytes)
            return file
        }
        var number = 1
        while true {
            let file = self.file(name, number, suffix)
            if try create(file, bytes) { return file }
            number += 1
        }
    }

    /// A file that is nobody else's, to be filled by ``fill(_:_:)``: an empty one, or one that is there and may be replaced, as
    /// it is.
    func reserve(name: String, extension suffix: String) throws(CommandFailure) -> String {
        guard overwrites else { return try write([], name: name, extension: suffix) }
        try makeFolder(of: name)
        return claim(name, suffix)
    }

    /// Puts `bytes` in the place of what the file holds. They are on the disk then, whatever happens.
    func fill(_ file: String, _ bytes: [UInt8]) throws(CommandFailure) {
        let draft = "\(file).\(getpid()).part"
        unlink(draft)
        guard try create(draft, bytes, isLasting: true), rename(draft, file) == 0 else {
            let reason = SystemError.text(errno)
            unlink(draft)
            throw CommandFailure(.cannotCreate, "The file \(file) cannot be replaced: \(reason).")
        }
    }

    /// The first of a name's files that the run has not claimed yet.
    private func claim(_ name: String, _ suffix: String) -> String {
        var number = 1
        while !claims.claim(file(name, number, suffix)) { number += 1 }
        return file(name, number, suffix)
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
    ///
    /// - Parameter isLasting: waits for the disk, so that what is said of the file later is not on it earlier.
    private func create(
        _ file: String, _ bytes: [UInt8], isLasting: Bool = false
    ) throws(CommandFailure) -> Bool {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            if errno == EEXIST { return false }
            throw CommandFailure(.cannotCreate, "The file \(file) cannot be written: \(SystemError.text(errno)).")
        }
        var failure = Output(descriptor: descriptor).fill(bytes)
        if failure == nil, isLasting, fsync(descriptor) != 0 { failure = errno }
        // Some file systems only tell on closing that there was no room.
        let closingFailure = close(descriptor) == 0 ? nil : errno
        if let failure = failure ?? closingFailure {
            unlink(file)
            throw CommandFailure(.cannotCreate, "The file \(file) cannot be written: \(SystemError.text(failure)).")
        }
        return true
    }

    private func file(_ name: String, _ number: Int, _ suffix: String) -> String {
        file(number == 1 ? "\(name).\(suffix)" : "\(name)-\(number).\(suffix)")
    }

    private func file(_ name: String) -> String {
        path == "." || name.hasPrefix("/") ? name : path.hasSuffix("/") ? path + name : path + "/" + name
    }
}
