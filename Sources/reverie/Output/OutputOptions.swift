import ArgumentParser
import ImageCoding

/// Where pictures go, and as what.
struct OutputOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            """
            Where the pictures go: a folder, made if need be; a file's name, which may have {prompt}, {seed}, {number} (from 1), \
            {image} (from 0), {model}, {sampler}, {steps}, {guidance}, {variation}, \
            {date} and {time} in it; or - for standard output. \
            (default: $REVERIE_OUTPUT, the profile's or this folder)
            """, valueName: "path"), completion: .directory)
    var output: String?

    @Option(
        help: "What the files are: png (with the recipe inside), ppm or raw. (default: as the file's name ends, or png)"
    )
    var format: PictureFormat?

    @Option(help: "Write every pixel as a square of this many pixels, 1 to \(Self.largestScale).")
    var scale = 1

    @Flag(
        inversion: .prefixedNo,
        help: "Write into PNG files how they were made, for Reverie and for other tools. Without it nothing tells.")
    var metadata = true

    @Flag(help: "Write one sheet with all pictures in place of a file for each.")
    var sheet = false

    @Option(
        help: ArgumentHelp("Write how the pictures form as an animated PNG too.", valueName: "file"),
        completion: .file(extensions: ["png"]))
    var animation: String?

    @Flag(help: "Write what every step showed as well, in a folder named like the pictures.")
    var saveFrames = false

    @Flag(help: "Replace files of the same name that were there before. Otherwise a number is added to the name.")
    var overwrite = false

    /// Whether what the steps showed is written.
    var needsFrames: Bool { saveFrames || animation != nil }

    static let largestScale = 64

    func validate() throws {
        guard (1...Self.largestScale).contains(scale) else {
            throw ValidationError("--scale is a number from 1 to \(Self.largestScale).")
        }
        guard animation != "", animation != "-" else { throw ValidationError("--animation is the path of a file.") }
        guard output != "" else { throw ValidationError("--output is the path of a folder or a file, or -.") }
        if let output, let format, let named = PictureFormat(fileName: output), named != format {
            throw ValidationError("--output names a file of another kind than --format.")
        }
    }
}

enum PictureFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
    case png, ppm, raw

    /// nil for a name that ends otherwise.
    init?(fileName: String) {
        let name = fileName.lowercased()
        guard let format = Self.allCases.first(where: { name.hasSuffix("." + $0.rawValue) }) else { return nil }
        self = format
    }
}
