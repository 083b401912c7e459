import FoundationEssentials

/// One line of a batch.
struct BatchItem: Equatable, Sendable {
    /// From 1.
    let line: Int
    /// As it stands in the file: what it is known by when the batch goes on later.
    let text: String
    /// Which of the lines with this text it is, from 0.
    let occurrence: Int
    let wish: RecipeWish
    /// A template for the files' names; nil for the batch's own.
    let name: String?

    /// The items of a file: a prompt a line, or an object of JSON with any of a recipe's parameters. Empty lines and those
    /// that begin with # are skipped.
    ///
    /// - Throws: `CommandFailure` that names the line.
    static func items(_ text: String) throws(CommandFailure) -> [BatchItem] {
        var items: [BatchItem] = []
        var seen: [String: Int] = [:]
        // Other programs end lines with "\r\n", which is one character, and begin a file with a byte order mark. U+2028 ends
        // no line: texts in JSON may hold it.
        let lines = text.drop { $0 == "\u{FEFF}" }
            .split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, line) in lines.enumerated() {
            let line = line.trimmed
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            let (wish, name) = try parse(line, line: index + 1)
            items.append(
                BatchItem(line: index + 1, text: line, occurrence: seen[line, default: 0], wish: wish, name: name))
            seen[line, default: 0] += 1
        }
        return items
    }

    private static func parse(_ text: String, line: Int) throws(CommandFailure) -> (RecipeWish, String?) {
        guard text.hasPrefix("{") else {
            var wish = RecipeWish()
            wish.prompt = text
            return (wish, nil)
        }
        func failure(_ complaint: String) -> CommandFailure {
            CommandFailure(.usage, "Line \(line) of the batch: \(complaint).")
        }
        do {
            let decoder = JSONDecoder()
            let object = try decoder.decode(Line.self, from: Data(text.utf8))
            let unknown = object.keys.subtracting(RecipeWish.keys + ["name"])
            if let key = unknown.min() {
                throw failure(
                    "there is no parameter \"\(key)\". There are: \((RecipeWish.keys + ["name"]).joined(separator: ", "))"
                )
            }
            return (object.wish, object.name)
        } catch let error as CommandFailure {
            throw error
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context)
        {
            let key = context.codingPath.first.map { "\"\($0.stringValue)\" is of the wrong kind, or too large" }
            throw failure(key ?? "it is no JSON object on one line")
        } catch {
            throw failure("it is no JSON object on one line")
        }
    }

    private struct Line: Decodable {
        let keys: Set<String>
        let wish: RecipeWish
        let name: String?

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: AnyKey.self)
            keys = Set(container.allKeys.map(\.stringValue))
            wish = try RecipeWish(from: decoder)
            name = try container.decodeIfPresent(String.self, forKey: AnyKey(stringValue: "name"))
        }
    }

    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

extension Substring {
    /// Without white space at its ends.
    fileprivate var trimmed: String {
        let start = drop(while: \.isWhitespace)
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}
