import Testing

@testable import Sampling

@Suite struct NoiseScheduleTests {
    @Test func `agrees with the recipe`() throws {
        let goldens: [Goldens.Schedule] = try Goldens.load("Schedules")
        #expect(goldens.count == 3)
        for golden in goldens {
            let schedule = try Goldens.schedule(golden.kind)
            #expect(schedule.timesteps == golden.timesteps)
            for point in golden.points {
                let ours = schedule.alphaBar(point.t)
                #expect((ours - point.alphaBar).magnitude <= 1e-12 * point.alphaBar, "\(golden.kind) at \(point.t)")
            }
        }
    }

    static let extremes: [(NoiseSchedule.Kind, Int)] = [
        (.raisedCosine(betaEnd: 0.02), 1), (.raisedCosine(betaEnd: 0.999), 5000), (.raisedCosine(betaEnd: 0), 10),
        (.raisedCosine(betaEnd: 1e-300), 10), (.linear(betaStart: 0, betaEnd: 0), 1),
        (.linear(betaStart: 0.999, betaEnd: 0.999), 5000), (.squaredCosine, 1), (.squaredCosine, 2),
        (.squaredCosine, 10_000),
    ]

    @Test(arguments: extremes)
    func `never rises and leaves both picture and noise at every timestep`(kind: NoiseSchedule.Kind, timesteps: Int) {
        let schedule = NoiseSchedule(kind: kind, timesteps: timesteps)
        #expect(schedule.alphaBar(0) == 1)
        for t in 1...timesteps {
            let level = schedule.level(t)
            #expect(level.alphaBar <= schedule.alphaBar(t - 1))
            #expect(level.alpha > 0 && level.sigma > 0 && level.lambda.isFinite, "at \(t)")
        }
    }
}
