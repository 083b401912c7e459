/// The timesteps that S steps visit: t_i = round(T (S - i) / S) for i in 0..<S, then 0. S = T visits them all.
struct TimestepSequence: Sendable {
    let timesteps: Int
    /// S, within 1...T.
    let count: Int

    init(timesteps: Int, count: Int) {
        self.timesteps = timesteps
        self.count = min(max(count, 1), timesteps)
    }

    /// t_i for i in 0...S; strictly falling from T to 0.
    subscript(index: Int) -> Int {
        (2 * timesteps * (count - index) + count) / (2 * count)
    }
}
