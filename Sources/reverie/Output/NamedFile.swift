/// A file that the user named whole.
enum NamedFile {
    /// - Returns: its path, which has a number in it if there is such a file and it may not be replaced.
    static func write(
        _ bytes: [UInt8], to path: String, extension suffix: String, overwrites: Bool
    ) throws(CommandFailure) -> String {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        let stem = name.lowercased().hasSuffix("." + suffix) ? String(name.dropLast(suffix.count + 1)) : name
        guard !stem.isEmpty else { throw CommandFailure(.usage, "\(path) names no file.") }
        return try PictureFolder(path: folder, overwrites: overwrites).write(bytes, name: stem, extension: suffix)
    }
}
