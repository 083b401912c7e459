import Catalogue

/// Captions as the names of files.
enum FileName {
    private static let forbidden = Set("/\\:*?\"<>|")
    /// Names that some systems keep for devices.
    private static let reserved = Set(["con", "prn", "aux", "nul"] + (1...9).flatMap { ["com\($0)", "lpt\($0)"] })

    /// Without what file systems do not take, at most 180 bytes long; "picture" if nothing is left.
    static func stem(_ caption: String) -> String {
        var bytes = 0
        let cleaned = caption.prefix(80).map { forbidden.contains($0) ? "-" : $0 }.prefix { character in
            bytes += character.utf8.count
            return bytes <= 180
        }
        let text = String(cleaned).drop { $0 == "." || $0.isWhitespace }
        guard let end = text.lastIndex(where: { $0 != "." && !$0.isWhitespace }) else { return "picture" }
        // They are devices whatever follows their first dot.
        let device = text[...end].prefix { $0 != "." }.lowercased()
        return reserved.contains(device) ? "picture" : String(text[...end])
    }

    /// Each picture's name in one folder: "boot.png", "boot (2).png".
    static func unique(_ captions: [String]) -> [String] {
        var used: Set<String> = []
        var last: [String: Int] = [:]
        return captions.map { caption in
            let stem = stem(caption)
            let key = stem.lowercased()
            var number = last[key, default: 0]
            var name: String
            repeat {
                number += 1
                name = number == 1 ? stem : "\(stem) (\(number))"
            } while !used.insert(name.lowercased()).inserted
            last[key] = number
            return name + ".png"
        }
    }
}
