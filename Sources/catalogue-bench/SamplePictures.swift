import ArgumentParser
import Catalogue
import DurableFiles
import Foundation
import ImageCoding
import WeightFormat

/// Pictures that nobody has made, to fill a catalogue with: each has its own bytes, caption, date and recipe.
struct SamplePictures {
    /// Milliseconds since 1970 of the first; 400 seconds lie between two.
    static let begin: Int64 = 1_700_000_000_000

    private static let moods = [
        "sleepy", "happy", "old", "tiny", "wild", "quiet", "round", "golden", "broken", "brave",
    ]
    private static let colours = ["red", "green", "blue", "yellow", "black", "white", "pink", "grey"]
    private static let things = [
        "cat", "ankle boot", "fox", "lighthouse", "teapot", "coat", "sandal", "dragon", "bag", "tree", "castle", "fish",
        "bird", "sneaker", "mountain", "robot", "apple", "shirt",
    ]
    private static let ends = ["", " for Anna", " at night", " in the rain, and nobody knows why", " no. 7"]

    func picture(_ number: Int) throws -> NewPicture {
        let words = [Self.moods, Self.colours, Self.things].enumerated().map { index, list in
            list[number * (2 * index + 7) / (index + 1) % list.count]
        }
        let prompt = words.joined(separator: " ")
        let isGrey = number % 3 != 0
        let recipe = PictureRecipe(
            model: isGrey ? "fashion" : "studio", modelHash: String(repeating: "0", count: 64), prompt: prompt,
            negativePrompt: "", seed: UInt64(number), image: 0, sampler: "dpmpp-2m", steps: 25, guidanceScale: 2, eta: 0
        ).json()
        let png = try PNGCodec.encode(
            drawing(number, side: isGrey ? 28 : 64, channels: isGrey ? 1 : 3), text: [(PictureRecipe.keyword, recipe)])
        return NewPicture(
            png: png, hash: try PictureHash(png.withUnsafeBytes { SHA256.hex($0) }),
            caption: try Caption(prompt + Self.ends[number % Self.ends.count]), recipe: recipe,
            created: Self.begin + Int64(number) * 400_000)
    }

    /// A round thing before a ground, of colours and a size that depend on the number.
    private func drawing(_ number: Int, side: Int, channels: Int) throws -> Picture {
        func hashed(_ salt: Int) -> Int { Int((UInt64(number * 31 + salt) &* 0x9E37_79B9_7F4A_7C15) >> 40) }
        let (x, y) = (side / 4 + hashed(1) % (side / 2), side / 4 + hashed(2) % (side / 2))
        let radius = side / 6 + hashed(3) % (side / 4)
        var bytes: [UInt8] = []
        for row in 0..<side {
            for column in 0..<side {
                let distance = (row - y) * (row - y) + (column - x) * (column - x)
                let isInside = distance < radius * radius
                for channel in 0..<channels {
                    let base = hashed((isInside ? 10 : 20) + channel) % 200
                    bytes.append(UInt8(clamping: base + (isInside ? 50 - 50 * distance / (radius * radius) : row)))
                }
            }
        }
        guard let picture = Picture(width: side, height: side, channels: channels, bytes: bytes) else {
            throw ValidationError("These bytes are no picture.")
        }
        return picture
    }
}

/// Files that need not survive a power cut.
struct UnsyncedFiles: FileOperations {
    private let real = SystemFiles()

    func makeDirectory(_ path: String) throws(FileError) { try real.makeDirectory(path) }
    func list(_ directory: String) throws(FileError) -> [String] { try real.list(directory) }
    func exists(_ path: String) -> Bool { real.exists(path) }
    func size(_ path: String) -> Int? { real.size(path) }
    func read(_ path: String) throws(FileError) -> [UInt8] { try real.read(path) }
    func writeSynced(_ bytes: [UInt8], to path: String) throws(FileError) {
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
            throw FileError(operation: "write", path: path, reason: "refused")
        }
    }

    func openForAppending(_ path: String) throws(FileError) -> any AppendableFile { try real.openForAppending(path) }
    func rename(_ old: String, to new: String) throws(FileError) { try real.rename(old, to: new) }
    func syncDirectory(_ path: String) {}
    func freeMegabytes(_ directory: String) -> Int? { real.freeMegabytes(directory) }
    func remove(_ path: String) throws(FileError) { try real.remove(path) }
}
