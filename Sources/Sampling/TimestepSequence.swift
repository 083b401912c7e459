import Tensor

/// The timesteps that S steps visit, strictly falling, then 0.
struct TimestepSequence: Sendable, Equatable {
    private let timesteps: [Int]

    /// S is brought to 1...T.
    init(spacing: TimestepSpacing, steps: Int, schedule: NoiseSchedule) {
        let total = schedule.timesteps
        let count = min(max(steps, 1), total)
        let visited =
            switch spacing {
            case .trailing:
                (0..<count).map { (2 * total * (count - $0) + count) / (2 * count) }
            case .linspace:
                (0..<count).map { total - (2 * $0 * (total - 1) + count - 1) / max(2 * (count - 1), 1) }
            case .leading:
                (0..<count).map { 1 + (count - 1 - $0) * (total / count) }
            case .karras:
                Self.karras(count, schedule)
            }
        timesteps = visited + [0]
    }

    /// One step, from `timestep` in 1...T to 0.
    init(from timestep: Int) {
        timesteps = [timestep, 0]
    }

    /// S.
    var count: Int { timesteps.count - 1 }

    /// For 0...S.
    subscript(index: Int) -> Int { timesteps[index] }

    private static func karras(_ count: Int, _ schedule: NoiseSchedule) -> [Int] {
        func root(_ t: Int) -> Double { ElementaryFunctions.exp(-schedule.level(t).lambda / 7) }
        let (first, last) = (root(schedule.timesteps), root(1))
        var previous = schedule.timesteps + 1
        return (0..<count).map { index in
            let target = first + (last - first) * Double(index) / Double(max(count - 1, 1))
            // Where the levels lie closer than the timesteps, the next timestep down; the rest must have room below.
            let nearest = schedule.timestep(lambda: -7 * ElementaryFunctions.log(target))
            previous = min(max(nearest, count - index), previous - 1)
            return previous
        }
    }
}

extension NoiseSchedule {
    /// The timestep in 1...T whose lambda is nearest; the earlier of two.
    func timestep(lambda: Double) -> Int {
        var (low, high) = (1, timesteps)
        while low < high {
            let middle = (low + high) / 2
            if level(middle).lambda <= lambda { high = middle } else { low = middle + 1 }
        }
        guard low > 1 else { return 1 }
        return level(low - 1).lambda - lambda <= lambda - level(low).lambda ? low - 1 : low
    }
}
