import ImageCoding
import TestSupport
import Testing

@Suite struct PNGCodecTests {
    @Test(arguments: Golden.all)
    func `files of another encoder are read to the pixel`(golden: Golden) throws {
        let decoded = try PNGCodec.decode(golden.file)
        #expect(decoded == golden.picture)
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `what is written is a PNG file to another reader, and comes back`(seed: UInt64) throws {
        var draws = RandomNumbers(seed: seed)
        let picture = try draws.picture()
        let file = try PNGCodec.encode(picture, text: [("reverie", "{}"), ("Comment", "Größe → シャツ")])

        let read = try #require(IndependentPNG(file))
        #expect(read.checksumsAgree)
        #expect(read.types.prefix(3) == ["IHDR", "tEXt", "iTXt"])
        #expect(read.types.last == "IEND")
        #expect(Picture(width: read.width, height: read.height, channels: read.channels, bytes: read.pixels) == picture)
        #expect(try PNGCodec.decode(file) == picture)
    }

    @Test func `the same picture is the same file`() throws {
        var draws = RandomNumbers(seed: 1)
        let picture = try draws.picture()
        #expect(try PNGCodec.encode(picture, text: [("a", "b")]) == PNGCodec.encode(picture, text: [("a", "b")]))
    }

    @Test func `a file that is no PNG is told apart`() {
        for bytes: [UInt8] in [[], [0x89], Array("GIF89a, and then some more bytes".utf8), RandomNumbers.noise(500)] {
            let error = #expect(throws: ImageError.self) { try PNGCodec.decode(bytes) }
            #expect(error?.code == .notPNG)
        }
    }

    @Test(arguments: Golden.all + [Golden.texts])
    func `a file cut off anywhere is an error`(golden: Golden) {
        for length in 0..<golden.file.count {
            let error = #expect(throws: ImageError.self) { try PNGCodec.decode(Array(golden.file[..<length])) }
            #expect(error?.description.hasSuffix(".") == true)
        }
    }

    @Test(arguments: Golden.all + [Golden.texts])
    func `a bit flipped anywhere is an error`(golden: Golden) {
        for index in golden.file.indices {
            var file = golden.file
            file[index] ^= 1 << (index % 8)
            #expect(throws: ImageError.self) { try PNGCodec.decode(file) }
            #expect(throws: ImageError.self) { try PNGCodec.text(in: file) }
        }
    }

    /// Damage with checksums put right again reaches libpng and zlib themselves.
    @Test(arguments: 0..<300 as Range<UInt64>)
    func `damage behind correct checksums never traps`(seed: UInt64) {
        var draws = RandomNumbers(seed: seed)
        let golden = (Golden.all + [Golden.texts])[Int(seed) % (Golden.all.count + 1)]
        let file = golden.file.withDamagedChunk(&draws)
        do {
            let picture = try PNGCodec.decode(file)
            #expect(picture.bytes.count == picture.width * picture.height * picture.channels)
        } catch {
            #expect(error.description.hasSuffix("."))
        }
        do {
            #expect(try PNGCodec.text(in: file).count <= 4)
        } catch {
            #expect(error.description.hasSuffix("."))
        }
    }

    @Test(arguments: [(0, 1), (1, 0), (16_385, 1), (1, 0x7FFF_FFFF), (0xFFFF_FFFF, 0xFFFF_FFFF), (8192, 8192)])
    func `sizes beyond the limits are refused before memory is taken`(width: Int, height: Int) {
        let file = Golden.grey.file.replacingHeader(width: width, height: height)
        let error = #expect(throws: ImageError.self) { try PNGCodec.decode(file) }
        #expect(error?.code == .tooLarge)
    }
}

extension RandomNumbers {
    static func noise(_ count: Int) -> [UInt8] {
        var draws = RandomNumbers(seed: 5)
        return draws.bytes(count)
    }
}

extension [UInt8] {
    /// The positions of the chunks' length fields with the lengths of their data.
    private var chunks: [(start: Int, length: Int)] {
        var chunks: [(Int, Int)] = []
        var position = 8
        while position + 12 <= count {
            let length = self[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
            chunks.append((position, length))
            position += 12 + length
        }
        return chunks
    }

    private mutating func repairChecksum(start: Int, length: Int) {
        let crc = IndependentPNG.crc(Array(self[start + 4..<start + 8 + length]))
        for index in 0..<4 {
            self[start + 8 + length + index] = UInt8(crc >> (24 - 8 * index) & 0xFF)
        }
    }

    func withDamagedChunk(_ draws: inout RandomNumbers) -> [UInt8] {
        var file = self
        guard let (start, length) = chunks.filter({ $0.length > 0 }).randomElement(using: &draws) else { return file }
        for _ in 0..<Int.random(in: 1...3, using: &draws) {
            file[start + 8 + Int.random(in: 0..<length, using: &draws)] = UInt8.random(in: 0...255, using: &draws)
        }
        file.repairChecksum(start: start, length: length)
        return file
    }

    func replacingHeader(width: Int, height: Int) -> [UInt8] {
        var file = self
        for index in 0..<4 {
            file[16 + index] = UInt8(width >> (24 - 8 * index) & 0xFF)
            file[20 + index] = UInt8(height >> (24 - 8 * index) & 0xFF)
        }
        file.repairChecksum(start: 8, length: 13)
        return file
    }
}
