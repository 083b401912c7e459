import ImageCoding

/// How a picture compares with what its recipe makes.
enum Verdict: Equatable, Sendable {
    /// - Parameter scale: pixels of the file for one of the picture.
    case equal(scale: Int)
    /// Of `count` bytes of `all`, the largest by `largest`, first seen at a pixel; with a reason if one is known.
    case differs(largest: Int, count: Int, all: Int, x: Int, y: Int, reason: String?)
    case otherSize(file: String, made: String, reason: String?)

    /// - Parameter file: the picture in question; each of its pixels may have become a square of pixels.
    init(of file: Picture, made: Picture, reason: String?) {
        let scale = file.width / made.width
        // Before anything is enlarged: a file may be as wide as it likes.
        guard scale >= 1,
            (file.width, file.height, file.channels) == (made.width * scale, made.height * scale, made.channels)
        else {
            self = .otherSize(
                file: "\(file.width) x \(file.height) x \(file.channels)",
                made: "\(made.width) x \(made.height) x \(made.channels)", reason: reason)
            return
        }
        let expected = made.scaled(by: scale).bytes
        let differences = zip(file.bytes, expected).map { abs(Int($0) - Int($1)) }
        guard let largest = differences.max(), largest > 0, let place = differences.firstIndex(of: largest) else {
            self = .equal(scale: scale)
            return
        }
        let pixel = place / file.channels
        self = .differs(
            largest: largest, count: differences.count { $0 > 0 }, all: differences.count, x: pixel % file.width,
            y: pixel / file.width, reason: reason)
    }

    var isEqual: Bool {
        if case .equal = self { true } else { false }
    }

    /// Where nothing else explains it.
    private static let otherReason =
        "The weights and the recipe are the same: another version of Reverie made it, or the file was altered."

    func sentence(_ path: String) -> String {
        let path = path.printable
        switch self {
        case .equal(let scale):
            return "\(path): equal to the last bit" + (scale > 1 ? ", each pixel \(scale) x \(scale)." : ".")
        case .differs(let largest, let count, let all, let x, let y, let reason):
            return
                "\(path): differs by up to \(largest) of 255 (at pixel \(x), \(y)), in \(count) of \(all) values. "
                + (reason ?? Self.otherReason)
        case .otherSize(let file, let made, let reason):
            return "\(path): is \(file), and the recipe makes \(made). " + (reason ?? "The file was altered.")
        }
    }

    func report(_ path: String) -> Report {
        switch self {
        case .equal(let scale):
            Report("verified", ["file": .text(path), "equal": true, "scale": .integer(scale)])
        case .differs(let largest, let count, let all, let x, let y, let reason):
            Report(
                "verified",
                [
                    "file": .text(path), "equal": false, "largestDifference": .integer(largest),
                    "differing": .integer(count), "values": .integer(all), "x": .integer(x), "y": .integer(y),
                    "reason": .text(reason ?? Self.otherReason),
                ])
        case .otherSize(_, _, let reason):
            Report(
                "verified",
                ["file": .text(path), "equal": false, "reason": .text(reason ?? "The file has another size.")])
        }
    }
}
