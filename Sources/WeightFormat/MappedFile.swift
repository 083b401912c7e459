#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A regular file's bytes, mapped read-only for as long as the value lives. Do not shorten the file meanwhile.
package final class MappedFile: Sendable {
    package nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

    package init(path: String) throws(SafetensorsError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw SafetensorsError(.cannotOpen, "Cannot open \(path): \(String(cString: strerror(errno))).")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw SafetensorsError(.cannotOpen, "Cannot read \(path): it is not a file.")
        }
        let size = Int(status.st_size)
        guard size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw SafetensorsError(.cannotOpen, "Cannot map \(path) into memory: \(String(cString: strerror(errno))).")
        }
        bytes = UnsafeRawBufferPointer(start: address, count: size)
    }

    /// Gives the memory of what was read so far back to the system, which reads again what is asked for again, a page at
    /// a time: for files that are read whole once, and then only here and there.
    package func releasePages() {
        guard let address = bytes.baseAddress else { return }
        let start = UnsafeMutableRawPointer(mutating: address)
        _ = madvise(start, bytes.count, MADV_DONTNEED)
        _ = madvise(start, bytes.count, MADV_RANDOM)
    }

    deinit {
        if let address = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: address), bytes.count) }
    }
}
