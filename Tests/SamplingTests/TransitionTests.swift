import Testing

@testable import Sampling

@Suite struct TransitionTests {
    private static let schedule = NoiseSchedule(kind: .raisedCosine(betaEnd: 0.02), timesteps: 1000)
    static let pairs = [(1000, 999), (1000, 500), (900, 10), (500, 499), (40, 1), (2, 1), (1, 0), (1000, 0), (40, 0)]

    /// DDIM with eta = 1 is ancestral sampling (Song et al. 2020, section 4.1).
    @Test(arguments: pairs)
    func `DDIM at eta 1 is DDPM`(t: Int, s: Int) {
        let (from, to) = (Self.schedule.level(t), Self.schedule.level(s))
        expectEqual(.ddim(from: from, to: to, eta: 1), .ddpm(from: from, to: to))
    }

    /// DPM-Solver++ of first order is DDIM (Lu et al. 2022, section 4).
    @Test(arguments: pairs)
    func `DPM-Solver++ without a past is DDIM`(t: Int, s: Int) {
        let (from, to) = (Self.schedule.level(t), Self.schedule.level(s))
        expectEqual(.dpmSolver2M(from: from, to: to, previous: nil), .ddim(from: from, to: to, eta: 0))
    }

    @Test(arguments: [1, 40, 1000])
    func `the step to 0 gives x0 exactly`(t: Int) {
        let (from, to) = (Self.schedule.level(t), Self.schedule.level(0))
        let clean = Transition(x: 0, x0: 1)
        #expect(Transition.ddpm(from: from, to: to) == clean)
        #expect(Transition.ddim(from: from, to: to, eta: 0) == clean)
        #expect(Transition.ddim(from: from, to: to, eta: 1) == clean)
        #expect(Transition.dpmSolver2M(from: from, to: to, previous: Self.schedule.level(t)) == clean)
    }

    /// If x_t has the right variance given x0, so has x_s: alphaBar_s of picture, 1 - alphaBar_s of noise.
    @Test(arguments: pairs.dropLast(3), [0, 0.3, 1])
    func `DDIM keeps the marginals`(pair: (Int, Int), eta: Double) {
        let (t, s) = pair
        let (from, to) = (Self.schedule.level(t), Self.schedule.level(s))
        let step = Transition.ddim(from: from, to: to, eta: eta)
        let picture = Double(step.x) * from.alpha + Double(step.x0)
        let noise = Double(step.x) * Double(step.x) * (1 - from.alphaBar) + Double(step.noise) * Double(step.noise)
        #expect((picture - to.alpha).magnitude < 1e-6)
        #expect((noise - (1 - to.alphaBar)).magnitude < 1e-6)
    }

    @Test func `two-step extrapolation leaves a constant x0 alone`() {
        let levels = [800, 700, 600].map { Self.schedule.level($0) }
        let second = Transition.dpmSolver2M(from: levels[1], to: levels[2], previous: levels[0])
        let first = Transition.dpmSolver2M(from: levels[1], to: levels[2], previous: nil)
        #expect(second.previousX0 < 0)
        #expect((second.x0 + second.previousX0 - first.x0).magnitude < 1e-6)
        #expect(second.x == first.x)
    }

    private func expectEqual(_ a: Transition, _ b: Transition, sourceLocation: SourceLocation = #_sourceLocation) {
        for (a, b) in [(a.x, b.x), (a.x0, b.x0), (a.previousX0, b.previousX0), (a.noise, b.noise)] {
            #expect((a - b).magnitude < 1e-6, sourceLocation: sourceLocation)
        }
    }
}
