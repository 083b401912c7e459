package import WireProtocol

/// A running job's previews so far, for viewers who come late, in bounded memory: when there are too many bytes of them,
/// every second one goes, and from then on every second new one is not kept. What is left is evenly spaced.
package struct FilmstripFrames: Sendable {
    /// Of the frames' pixels.
    package let maximumBytes: Int
    package private(set) var frames: [Preview] = []
    package private(set) var bytes = 0
    /// Steps from one kept frame to the next.
    private var spacing: UInt32 = 1

    package init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    /// Takes a frame of a step above all before it; others, which only a faulty peer sends, are not kept.
    package mutating func append(_ frame: Preview) {
        guard frame.step > (frames.last?.step ?? 0) else { return }
        guard frame.pixels.count <= maximumBytes, frame.step.isMultiple(of: spacing) else { return }
        frames.append(frame)
        bytes += frame.pixels.count
        while bytes > maximumBytes {
            spacing *= 2
            frames.removeAll { !$0.step.isMultiple(of: spacing) }
            bytes = frames.reduce(0) { $0 + $1.pixels.count }
        }
    }

    /// The first frame above `step`, and not above `last`.
    package func frame(after step: UInt32, upTo last: UInt32) -> Preview? {
        frames.first { $0.step > step }.flatMap { $0.step <= last ? $0 : nil }
    }
}
