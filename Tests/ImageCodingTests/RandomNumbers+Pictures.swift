import ImageCoding
import TestSupport
import Testing

extension RandomNumbers {
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }

    mutating func picture(side: ClosedRange<Int> = 1...40) throws -> Picture {
        let width = Int.random(in: side, using: &self)
        let height = Int.random(in: side, using: &self)
        let channels = Bool.random(using: &self) ? 1 : 3
        let bytes = bytes(width * height * channels)
        return try #require(Picture(width: width, height: height, channels: channels, bytes: bytes))
    }
}
