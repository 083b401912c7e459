import DurableFiles
import ImageCoding
import NIOCore
import WireProtocol

/// Finished pictures, a file a job: `results/<job>`.
///
///     "reverie result 1\n"
///     checksum   u32   CRC-32 of all that follows
///     count      u8
///     each       width u16, height u16, channels u8, height * width * channels bytes
struct ResultStore {
    let folder: String
    let files: any FileOperations

    private static let header = Array("reverie result 1\n".utf8)

    private func path(_ id: JobID) -> String { "\(folder)/\(id)" }

    func prepare() throws(FileError) { try files.makeDirectory(folder) }

    /// Returns when the file would survive a power cut.
    ///
    /// - Returns: its size in bytes.
    func write(_ pictures: [Picture], _ id: JobID) throws(FileError) -> Int {
        var body = ByteBuffer()
        body.writeInteger(UInt8(clamping: pictures.count))
        for picture in pictures {
            body.writeInteger(UInt16(clamping: picture.width))
            body.writeInteger(UInt16(clamping: picture.height))
            body.writeInteger(UInt8(clamping: picture.channels))
            body.writeBytes(picture.bytes)
        }
        var file = ByteBuffer(bytes: Self.header)
        file.writeInteger(CRC32.checksum(body.readableBytesView))
        file.writeBuffer(&body)
        try files.replaceSynced(path(id), in: folder, with: Array(file.readableBytesView))
        return file.readableBytes
    }

    /// nil when the file is not there, or not whole.
    func read(_ id: JobID) throws(FileError) -> [Picture]? {
        guard let bytes = try files.readIfPresent(path(id)), bytes.starts(with: Self.header) else { return nil }
        var buffer = ByteBuffer(bytes: bytes.dropFirst(Self.header.count))
        guard let checksum = buffer.readInteger(as: UInt32.self), CRC32.checksum(buffer.readableBytesView) == checksum,
            let count = buffer.readInteger(as: UInt8.self)
        else { return nil }
        var pictures: [Picture] = []
        for _ in 0..<count {
            guard let picture = Self.picture(&buffer) else { return nil }
            pictures.append(picture)
        }
        return buffer.readableBytes == 0 ? pictures : nil
    }

    private static func picture(_ buffer: inout ByteBuffer) -> Picture? {
        guard let (width, height, channels) = buffer.readMultipleIntegers(as: (UInt16, UInt16, UInt8).self),
            let bytes = buffer.readBytes(length: Int(width) * Int(height) * Int(channels))
        else { return nil }
        return Picture(width: Int(width), height: Int(height), channels: Int(channels), bytes: bytes)
    }

    func remove(_ ids: [JobID]) throws(FileError) {
        for id in ids { try files.remove(path(id)) }
    }

    /// Removes what no job in `kept` owns: pictures whose end was not journalled (they will be made again), half-written
    /// files, and those whose removal was cut off.
    func tidy(keeping kept: Set<JobID>) throws(FileError) {
        for name in try files.list(folder) {
            if let id = JobID(hex: name), kept.contains(id) { continue }
            try files.remove("\(folder)/\(name)")
        }
    }
}
