/// The filmstrips of jobs that have ended: a viewer who was too slow, or away at the end, comes back for what was missed.
/// The last ones are kept, up to a number of bytes.
struct FilmShelf {
    let maximumBytes: Int
    /// Oldest first.
    private var jobs: [(job: Job, bytes: Int)] = []
    private(set) var bytes = 0

    init(maximumBytes: Int = 8 << 20) {
        self.maximumBytes = maximumBytes
    }

    /// Keeps the filmstrip of a job that has just ended, in place of older ones.
    mutating func put(_ job: Job) {
        let size = job.filmstripBytes
        guard size > 0 else { return }
        jobs.append((job, size))
        bytes += size
        while bytes > maximumBytes {
            let oldest = jobs.removeFirst()
            bytes -= oldest.bytes
            oldest.job.dropFilmstrip()
        }
    }

    /// The job is not known any more, or is made again.
    mutating func remove(_ job: Job) {
        guard let index = jobs.firstIndex(where: { $0.job === job }) else { return }
        bytes -= jobs.remove(at: index).bytes
    }
}
