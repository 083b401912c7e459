/// File names with places for what a picture is: `{seed}-{prompt}`.
struct NameTemplate: Equatable, Sendable {
    /// What the places are filled with. Texts become names that every file system takes.
    struct Values: Sendable {
        var prompt = ""
        var seed: UInt64 = 0
        var image = 0
        var model = ""
        var sampler = ""
        var steps = 0
        var guidance: Float = 1
        var variation: UInt64 = 0
        /// As `2026-11-25` and `204501`.
        var date = ""
        var time = ""

        fileprivate subscript(name: String) -> String? {
            switch name {
            case "prompt": FileName.stem(prompt)
            case "seed": "\(seed)"
            case "image": "\(image)"
            case "number": "\(image + 1)"
            case "model": FileName.stem(model)
            case "sampler": FileName.stem(sampler)
            case "steps": "\(steps)"
            case "guidance": "\(guidance)"
            case "variation": "\(variation)"
            case "date": date
            case "time": time
            default: nil
            }
        }
    }

    /// As `ankle-boot-seed7-1`.
    static let usual = NameTemplate(checked: [
        .place("prompt"), .text("-seed"), .place("seed"), .text("-"), .place("number"),
    ])
    /// As `ankle-boot-seed7`.
    static let ofAll = NameTemplate(checked: [.place("prompt"), .text("-seed"), .place("seed")])
    /// As `ankle-boot-seed7-vary31`.
    static let variation = NameTemplate(checked: [
        .place("prompt"), .text("-seed"), .place("seed"), .text("-vary"), .place("variation"),
    ])

    /// As `ankle-boot-seed7-to-9`.
    static func interpolation(to seed: UInt64) -> NameTemplate {
        NameTemplate(checked: [.place("prompt"), .text("-seed"), .place("seed"), .text("-to-\(seed)")])
    }

    private enum Part: Equatable, Sendable {
        case text(String)
        case place(String)
    }

    private let parts: [Part]

    private init(checked parts: [Part]) {
        self.parts = parts
    }

    /// - Throws: a place that there is not, or braces that do not match.
    init(_ text: String) throws(CommandFailure) {
        var parts: [Part] = []
        var rest = text[...]
        while let open = rest.firstIndex(where: { "{}".contains($0) }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else {
                throw CommandFailure(.usage, "The braces of \"\(text)\" do not match.")
            }
            let name = String(rest[rest.index(after: open)..<close])
            guard Values()[name] != nil else {
                throw CommandFailure(
                    .usage,
                    "\"\(text)\" has a place {\(name)} that there is not. There are: {prompt}, {seed}, {number}, {image}, "
                        + "{model}, {sampler}, {steps}, {guidance}, {variation}, {date} and {time}.")
            }
            if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
            parts.append(.place(name))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        self.parts = parts
    }

    /// Of a file's name, whose ending may be left out.
    init(fileName: String, format: PictureFormat) throws(CommandFailure) {
        let ending = "." + format.rawValue
        try self.init(fileName.hasSuffix(ending) ? String(fileName.dropLast(ending.count)) : fileName)
    }

    func name(_ values: Values) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .place(let name): values[name] ?? ""
            }
        }.joined()
    }
}
