import CZlib

/// zlib streams (RFC 1950), gzip files (RFC 1952), and the checksum of PNG and ZIP files.
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

    /// A gzip file without name and time: the same bytes always make the same file. nil if there is no memory for it.
    package static func gzip(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        let gzipWindow = MAX_WBITS + 16
        guard
            deflateInit2_(
                &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzipWindow, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        let room = Int(deflateBound(&stream, uLong(bytes.count)))
        let result = bytes.withUnsafeBufferPointer { input in
            stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.avail_in = uInt(input.count)
            return [UInt8](unsafeUninitializedCapacity: room) { output, count in
                stream.next_out = output.baseAddress
                stream.avail_out = uInt(room)
                count = deflate(&stream, Z_FINISH) == Z_STREAM_END ? Int(stream.total_out) : 0
            }
        }
        return result.isEmpty ? nil : result
    }
}
