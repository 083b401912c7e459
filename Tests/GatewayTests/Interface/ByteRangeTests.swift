import Testing

@testable import Gateway

struct ByteRangeTests {
    @Test(arguments: [
        ("bytes=0-0", ByteRange.part(0..<1)), ("bytes=2-", .part(2..<10)), ("bytes=-3", .part(7..<10)),
        ("bytes=-30", .part(0..<10)), ("bytes=4-100", .part(4..<10)), ("Bytes = 4-5", .part(4..<6)),
        ("bytes=10-", .beyond), ("bytes=10-12", .beyond), ("bytes=-0", .beyond),
        ("bytes=99999999999999999999-", .beyond), ("bytes=0-99999999999999999999", .part(0..<10)),
        ("bytes=0-9223372036854775807", .part(0..<10)), ("bytes=9223372036854775807-9223372036854775807", .beyond),
        ("bytes=-9223372036854775807", .part(0..<10)),
        ("bytes=5-4", .whole), ("bytes=", .whole), ("bytes=-", .whole), ("bytes=a-b", .whole), ("bytes=+1-2", .whole),
        ("bytes=0-1,3-4", .whole), ("lines=0-1", .whole), ("", .whole), ("bytes=1--2", .whole),
    ])
    func isReadAsTheStandardSays(header: String, range: ByteRange) {
        #expect(ByteRange.read(header, of: 10) == range)
    }

    @Test func nothingHasNoParts() {
        #expect(ByteRange.read("bytes=0-", of: 0) == .beyond)
        #expect(ByteRange.read("bytes=-1", of: 0) == .beyond)
    }

    @Test(arguments: 0..<200)
    func isNeverOutsideOfTheFile(seed: Int) {
        var header = "bytes="
        for _ in 0..<Int.random(in: 0...6) { header.append("0123456789-, ".randomElement() ?? "-") }
        let count = Int.random(in: 0...300)
        if case .part(let range) = ByteRange.read(header, of: count) {
            #expect(!range.isEmpty && range.lowerBound >= 0 && range.upperBound <= count, "\(header) of \(count)")
        }
    }
}
