import HTTPTypes
import ImageCoding
import WireProtocol

/// How a picture formed, as an animated PNG.
struct JobAnimation {
    /// Enlarged frames are held in memory, and packing them takes a small computer a while.
    static let maximumPixels = 1 << 23
    /// All frames together, about; the finished picture is then held.
    private static let playMilliseconds = 2_400
    private static let heldMilliseconds: UInt16 = 1_600

    let scale: Int
    let isSmooth: Bool
    let content: PreviewContent

    /// Throws a `Problem` for a job whose previews are not kept any more, or are too many to be this large.
    func encode(_ job: GatewayJob, index: Int) throws -> [UInt8] {
        guard let png = job.picture(index),
            let position = job.position(of: index)
        else {
            throw Problem(.notFound, "This job has no such picture, or not yet.")
        }
        let frames = job.frames.compactMap { $0.showing(content) }
        guard !frames.isEmpty else {
            throw Problem(.notFound, "How this picture formed is not kept any more. Make it again to see it.")
        }
        let last = try PNGCodec.decode(png)
        let pixels = (frames.count + 1) * last.width * last.height * scale * scale
        guard pixels <= Self.maximumPixels else {
            throw Problem.invalid("scale", "An animation of so many steps cannot be so large: choose a smaller scale.")
        }
        let pace = UInt16(min(max(Self.playMilliseconds / frames.count, 20), 200))
        var all: [AnimatedPNG.Frame] = []
        for frame in frames {
            let picture = try PNGCodec.decode(try PNG.encode(frame, position))
            all.append(AnimatedPNG.Frame(enlarged(picture), milliseconds: pace))
        }
        let still = enlarged(last)
        all.append(AnimatedPNG.Frame(still, milliseconds: Self.heldMilliseconds))
        var text: [(keyword: String, text: String)] = []
        if job.settings.carriesRecipe { text = [(PictureRecipe.keyword, job.settings.recipe(image: index).json())] }
        return try AnimatedPNG.encode(all, still: still, text: text)
    }

    private func enlarged(_ picture: Picture) -> Picture {
        isSmooth ? picture.smoothed(by: scale) : picture.scaled(by: scale)
    }
}
