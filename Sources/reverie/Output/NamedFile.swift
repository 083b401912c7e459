/// A file that the user named whole.
struct NamedFile: Sendable {
    private let folder: PictureFolder
    private let name: String
    private let suffix: String

    /// Makes its folder, so that what stands in the way is known before anything is computed.
    init(
        _ path: String, extension suffix: String, overwrites: Bool, claims: ClaimedFiles = ClaimedFiles()
    ) throws(CommandFailure) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        let stem = name.lowercased().hasSuffix("." + suffix) ? String(name.dropLast(suffix.count + 1)) : name
        guard !stem.isEmpty else { throw CommandFailure(.usage, "\(path) names no file.") }
        self.folder = try PictureFolder(path: folder, overwrites: overwrites, claims: claims)
        self.name = stem
        self.suffix = suffix
    }

    /// - Returns: its path, which has a number in it if there is such a file and it may not be replaced.
    func write(_ bytes: [UInt8]) throws(CommandFailure) -> String {
        try folder.write(bytes, name: name, extension: suffix)
    }
}
