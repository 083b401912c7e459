import Testing

@testable import Sampling

@Suite struct TimestepSequenceTests {
    private static func timesteps(_ spacing: TimestepSpacing, _ steps: Int, of total: Int) -> [Int] {
        let schedule = NoiseSchedule(kind: .raisedCosine(betaEnd: 0.02), timesteps: total)
        let sequence = TimestepSequence(spacing: spacing, steps: steps, schedule: schedule)
        return (0...sequence.count).map { sequence[$0] }
    }

    @Test func `rounds to the nearest timestep`() {
        #expect(Self.timesteps(.trailing, 7, of: 1000) == [1000, 857, 714, 571, 429, 286, 143, 0])
        #expect(Self.timesteps(.trailing, 2, of: 5) == [5, 3, 0])
    }

    /// Lin et al. 2023, table 2.
    @Test func `has the published examples`() {
        #expect(Self.timesteps(.leading, 10, of: 1000) == [901, 801, 701, 601, 501, 401, 301, 201, 101, 1, 0])
        #expect(Self.timesteps(.linspace, 10, of: 1000) == [1000, 889, 778, 667, 556, 445, 334, 223, 112, 1, 0])
        #expect(Self.timesteps(.trailing, 10, of: 1000) == [1000, 900, 800, 700, 600, 500, 400, 300, 200, 100, 0])
    }

    /// Equal but where a half is rounded, and where Karras's levels fall between two timesteps or on the same one.
    @Test func `agrees with diffusers`() throws {
        let goldens: [Goldens.Spacing] = try Goldens.load("Spacings")
        #expect(goldens.count == 72)
        for golden in goldens {
            let schedule = try Goldens.schedule(golden.schedule)
            let spacing = try #require(TimestepSpacing(rawValue: golden.spacing))
            let sequence = TimestepSequence(spacing: spacing, steps: golden.steps, schedule: schedule)
            let ours = (0..<sequence.count).map { sequence[$0] }
            let isDistinct = Set(golden.timesteps).count == golden.steps
            // Their single linspace step starts at 1.
            guard isDistinct, golden.spacing != "linspace" || golden.steps > 1 else { continue }
            for (ours, theirs) in zip(ours, golden.timesteps) {
                #expect(abs(ours - theirs) <= 1, "\(golden)")
            }
            #expect(ours.count == golden.timesteps.count)
        }
    }

    @Test(arguments: TimestepSpacing.allCases, [1, 2, 3, 10, 97, 256])
    func `falls strictly to 0 for any number of steps`(spacing: TimestepSpacing, total: Int) {
        for count in 1...total {
            let all = Self.timesteps(spacing, count, of: total)
            #expect(all.count == count + 1 && all.last == 0 && (all.first ?? 0) <= total)
            #expect(spacing == .leading || all.first == total)
            #expect(zip(all, all.dropFirst()).allSatisfy { $0 > $1 }, "\(count) steps")
        }
    }

    @Test(arguments: TimestepSpacing.allCases)
    func `visits every timestep when there are as many steps`(spacing: TimestepSpacing) {
        #expect(Self.timesteps(spacing, 20, of: 20) == Array((0...20).reversed()))
    }

    @Test(arguments: [(Int.min, 1), (0, 1), (21, 20), (Int.max, 20)])
    func `brings a number of steps to the nearest possible`(asked: Int, given: Int) {
        #expect(Self.timesteps(.trailing, asked, of: 20).count == given + 1)
    }

    /// A schedule of which many timesteps share a level.
    @Test func `falls strictly where levels do not`() {
        let schedule = NoiseSchedule(kind: .linear(betaStart: 0, betaEnd: 0), timesteps: 50)
        for steps in [1, 2, 25, 49, 50] {
            let sequence = TimestepSequence(spacing: .karras, steps: steps, schedule: schedule)
            let all = (0...steps).map { sequence[$0] }
            #expect(zip(all, all.dropFirst()).allSatisfy { $0 > $1 })
        }
    }
}
