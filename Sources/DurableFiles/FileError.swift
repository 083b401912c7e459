#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file operation that failed.
package struct FileError: Error, Equatable, CustomStringConvertible {
    let operation: String
    let path: String
    /// What the operating system said, "No space left on device".
    package let reason: String
    /// No space is left on the device, or in the user's quota.
    package let isFull: Bool
    let isMissing: Bool

    /// - Parameter operation: what was tried, as it stands between "Could not" and the path.
    package init(operation: String, path: String, reason: String, isFull: Bool = false, isMissing: Bool = false) {
        self.operation = operation
        self.path = path
        self.reason = reason
        self.isFull = isFull
        self.isMissing = isMissing
    }

    package var description: String { "Could not \(operation) \(path): \(reason)." }

    /// What the system's last call said.
    static func ofSystem(_ operation: String, _ path: String, _ code: Int32 = errno) -> FileError {
        FileError(
            operation: operation, path: path, reason: String(cString: strerror(code)),
            isFull: [ENOSPC, EDQUOT].contains(code), isMissing: code == ENOENT)
    }
}
