import Glibc
import ImageCoding

/// Where the pictures of a command go: files in a folder with names from a template, or standard output.
struct Destination: Sendable {
    enum Place: Sendable {
        case folder(PictureFolder, NameTemplate)
        case standardOutput
    }

    let place: Place
    /// How the pictures form, if that is wanted.
    let animation: NamedFile?
    let format: PictureFormat
    let scale: Int
    /// Whether PNG files say how they were made.
    let carriesRecipe: Bool

    /// - Parameter profile: its `output`, used where neither the options nor the environment say.
    init(
        _ options: OutputOptions, environment: [String: String], profile: String?, usual: NameTemplate = .usual
    ) throws(CommandFailure) {
        let path = options.output ?? environment["REVERIE_OUTPUT"].nonEmpty ?? profile ?? "."
        (scale, carriesRecipe) = (options.scale, options.metadata)
        let named = PictureFormat(fileName: path)
        format = options.format ?? named ?? .png
        let claims = ClaimedFiles()
        animation = try options.animation.map { path throws(CommandFailure) in
            try NamedFile(path, extension: "png", overwrites: options.overwrite, claims: claims)
        }
        if path == "-" {
            guard !options.saveFrames else {
                throw CommandFailure(.usage, "--save-frames writes many files: name a folder with --output.")
            }
            place = .standardOutput
        } else if let named, !Self.isFolder(path) {
            let whole = path.dropLast(named.rawValue.count + 1)
            // Folders before the first place are there before anything is computed; those behind it come with the names.
            let start = whole.firstIndex(of: "{") ?? whole.endIndex
            let fixed = whole[..<start].lastIndex(of: "/")
            let folder = fixed.map { $0 == whole.startIndex ? "/" : String(whole[..<$0]) } ?? "."
            let name = fixed.map { String(whole[whole.index(after: $0)...]) } ?? String(whole)
            guard !name.isEmpty else { throw CommandFailure(.usage, "--output names a file without a name: \(path)") }
            place = .folder(
                try PictureFolder(path: folder, overwrites: options.overwrite, claims: claims), try NameTemplate(name))
        } else {
            place = .folder(
                try PictureFolder(path: path, overwrites: options.overwrite, claims: claims), usual)
        }
    }

    var isStandardOutput: Bool {
        if case .standardOutput = place { true } else { false }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The file's contents.
    ///
    /// - Parameter text: for a PNG that carries its recipe.
    func encode(_ picture: Picture, text: [(keyword: String, text: String)]) throws -> [UInt8] {
        try checkScale(picture)
        let picture = picture.scaled(by: scale)
        return switch format {
        case .png: try PNGCodec.encode(picture, text: carriesRecipe ? text : [])
        case .ppm: PortablePixmap.encode(picture)
        case .raw: picture.bytes
        }
    }

    /// An animated PNG's contents.
    func encode(
        _ frames: [AnimatedPNG.Frame], still: Picture? = nil, text: [(keyword: String, text: String)]
    ) throws -> [UInt8] {
        if let first = frames.first { try checkScale(first.picture) }
        return try AnimatedPNG.encode(frames, still: still, scale: scale, text: carriesRecipe ? text : [])
    }

    private func checkScale(_ picture: Picture) throws(CommandFailure) {
        guard Picture.isAllowed(width: picture.width * scale, height: picture.height * scale) else {
            throw CommandFailure(
                .usage, "Pictures of \(picture.width) x \(picture.height) pixels are too large for --scale \(scale).")
        }
    }

    /// - Returns: the file's path; nil for standard output.
    func write(
        _ picture: Picture, text: [(keyword: String, text: String)], values: NameTemplate.Values, suffix: String = ""
    ) throws -> String? {
        let bytes = try encode(picture, text: text)
        switch place {
        case .standardOutput:
            try Output.standard.write(bytes)
            return nil
        case .folder(let folder, let template):
            // What is of all pictures has no number.
            let template = template == .usual && !suffix.isEmpty ? .ofAll : template
            return try folder.write(bytes, name: template.name(values) + suffix, extension: format.rawValue)
        }
    }
}
