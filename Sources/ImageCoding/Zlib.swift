import CZlib

/// zlib streams (RFC 1950).
package enum Zlib {
    /// At the level that is quickest: a preview is packed while somebody waits for it. nil if there is no memory for it.
    package static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        var size = compressBound(uLong(bytes.count))
        let result = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
            let status = compress2(buffer.baseAddress, &size, bytes, uLong(bytes.count), Z_BEST_SPEED)
            count = status == Z_OK ? Int(size) : 0
        }
        return result.isEmpty ? nil : result
    }
}
