import CZlib

/// zlib streams (RFC 1950), and the checksum of PNG and ZIP files.
package enum Zlib {
    /// CRC-32 as in ISO/IEC 8802-3, which PNG and ZIP use.
    package static func crc32(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBufferPointer { UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count)) }
    }

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
