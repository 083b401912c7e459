import DurableFiles

/// The pictures' files: `pictures/<hash>.png`. A file gets its name only when all its bytes are on the disk, so
/// whatever has such a name is whole.
struct PictureStore: Sendable {
    let folder: String
    let files: any FileOperations

    /// What no row knows of ends here instead of being deleted.
    var unlistedFolder: String { folder + "/unlisted" }

    func prepare() throws(FileError) {
        try files.makeDirectory(unlistedFolder)
    }

    func path(_ hash: PictureHash) -> String { "\(folder)/\(hash).png" }

    func contains(_ hash: PictureHash) -> Bool { files.exists(path(hash)) }

    func read(_ hash: PictureHash) throws(FileError) -> [UInt8] { try files.read(path(hash)) }

    /// Returns when the file would survive a power cut.
    func write(_ bytes: [UInt8], _ hash: PictureHash) throws(FileError) {
        try files.replaceSynced(path(hash), in: folder, with: bytes)
    }

    func remove(_ hashes: [PictureHash]) throws(FileError) {
        for hash in hashes { try files.remove(path(hash)) }
        try files.syncDirectory(folder)
    }

    /// Removes half-written files and sets aside whole ones that `listed` does not contain. Returns the names of those, and
    /// the hashes of the others.
    func tidy(listed: Set<String>) throws(FileError) -> (unlisted: [String], present: Set<String>) {
        var unlisted: [String] = []
        var present: Set<String> = []
        for name in try files.list(folder) {
            if name.hasSuffix(".png" + temporarySuffix) {
                try files.remove("\(folder)/\(name)")
            } else if name.hasSuffix(".png") {
                if listed.contains(String(name.dropLast(4))) {
                    present.insert(String(name.dropLast(4)))
                } else {
                    try files.rename("\(folder)/\(name)", to: "\(unlistedFolder)/\(name)")
                    unlisted.append(name)
                }
            }
        }
        if !unlisted.isEmpty {
            try files.syncDirectory(unlistedFolder)
            try files.syncDirectory(folder)
        }
        return (unlisted.sorted(), present)
    }
}
