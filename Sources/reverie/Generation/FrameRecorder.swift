import ImageCoding
import WireProtocol

/// What each step of some jobs showed.
struct FrameRecorder: Sendable {
    private let slots: [ProgressView.Slot]
    /// By job and step, the job's pictures in the order of their slots.
    private var frames: [Int: [Int: [Picture]]] = [:]

    init(slots: [ProgressView.Slot]) {
        self.slots = slots
    }

    mutating func record(_ preview: Preview, of job: Int) {
        let pictures = (0..<Int(preview.count)).compactMap { number -> Picture? in
            guard let picture = Picture(preview, number), preview.content == .both else {
                return Picture(preview, number)
            }
            // What was predicted, and beside it what it was predicted from.
            return Picture(preview, Int(preview.count) + number).flatMap {
                Picture.sheet([picture, $0], columns: 2, gap: 0)
            }
        }
        guard pictures.count == Int(preview.count) else { return }
        frames[job, default: [:]][Int(preview.step)] = pictures
    }

    /// The steps of a job that were not seen, of those that `every` divides.
    ///
    /// - Parameter leavesOut: whether the job does not make all steps, as one that begins with a picture: those before the
    ///   first that was seen are not missing then.
    func missing(of job: Int, steps: Int, every: Int, leavesOut: Bool = false) -> [Int] {
        let first = leavesOut ? frames[job]?.keys.min() ?? every : every
        return stride(from: first, through: steps, by: every).filter { frames[job]?[$0] == nil }
    }

    /// Of one slot, in order.
    func frames(of slot: Int) -> [(step: Int, picture: Picture)] {
        guard slots.indices.contains(slot) else { return [] }
        let job = slots[slot].job
        let number = slots[..<slot].count { $0.job == job }
        return (frames[job] ?? [:]).sorted { $0.key < $1.key }.compactMap { step, pictures in
            pictures.indices.contains(number) ? (step, pictures[number]) : nil
        }
    }

    /// All pictures after each step that any of them has, as one sheet; a slot that is behind shows its latest, or black.
    ///
    /// - Parameters:
    ///   - every: of the steps that this divides; the others were seen by chance.
    ///   - most: of more sheets some are left out, evenly, but never the last.
    func sheets(columns: Int, gap: Int, every: Int = 1, most: Int = 250) -> [Picture] {
        let all = slots.indices.map { frames(of: $0) }
        guard let first = all.lazy.compactMap(\.first).first?.picture,
            let blank = Picture(
                width: first.width, height: first.height, channels: first.channels,
                bytes: [UInt8](repeating: 0, count: first.bytes.count))
        else { return [] }
        var latest = slots.map { _ in blank }
        var next = slots.map { _ in 0 }
        let steps = Set(all.flatMap { $0.map(\.step) }).filter { $0 % every == 0 }.sorted()
        return Self.spaced(steps, most: most).compactMap { step in
            for slot in slots.indices {
                while next[slot] < all[slot].count, all[slot][next[slot]].step <= step {
                    latest[slot] = all[slot][next[slot]].picture
                    next[slot] += 1
                }
            }
            return Picture.sheet(latest, columns: columns, gap: gap)
        }
    }

    private static func spaced(_ steps: [Int], most: Int) -> [Int] {
        steps.count > most ? (1...most).map { steps[$0 * steps.count / most - 1] } : steps
    }
}
