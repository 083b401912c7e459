import Glibc
import Testing

@testable import Sampling

/// What training sees, against the definitions.
@Suite struct TrainingTests {
    static let schedules: [NoiseSchedule.Kind] = [
        .raisedCosine(betaEnd: 0.02), .linear(betaStart: 0.0001, betaEnd: 0.02), .squaredCosine,
    ]
    private static let timesteps = 400
    private let picture: [Float] = [-1, -0.25, 0, 0.5, 1]
    private let noise: [Float] = [0.3, -2, 1.5, 0, -0.7]

    /// beta_t by each formula with the C library's cosine, multiplied out again from t = 1 for each t.
    private static func alphaBar(_ kind: NoiseSchedule.Kind, _ t: Int) -> Double {
        func f(_ t: Int) -> Double { pow(Glibc.cos((Double(t) / Double(timesteps) + 0.008) / 1.008 * .pi / 2), 2) }
        return (1..<t + 1).reduce(1) { product, t in
            let beta =
                switch kind {
                case .raisedCosine(let end): end * (1 - Glibc.cos(.pi * Double(t) / Double(timesteps))) / 2
                case .linear(let start, let end): start + (end - start) * Double(t - 1) / Double(timesteps - 1)
                case .squaredCosine: min(1 - f(t) / f(t - 1), 0.999)
                }
            return product * (1 - beta)
        }
    }

    @Test(arguments: schedules)
    func `the table is the product of the formula`(kind: NoiseSchedule.Kind) {
        let schedule = NoiseSchedule(kind: kind, timesteps: Self.timesteps)
        for t in 0...Self.timesteps {
            let expected = Self.alphaBar(kind, t)
            #expect((schedule.alphaBar(t) - expected).magnitude <= 1e-12 * expected, "\(t)")
        }
    }

    @Test(arguments: schedules, [1, 17, 200, 400])
    func `noised pictures and targets are as defined`(kind: NoiseSchedule.Kind, t: Int) {
        let schedule = NoiseSchedule(kind: kind, timesteps: Self.timesteps)
        let (alpha, sigma) = (Self.alphaBar(kind, t).squareRoot(), (1 - Self.alphaBar(kind, t)).squareRoot())
        var noised = noise
        schedule.addNoise(to: picture, at: t, noise: &noised)
        let velocity = schedule.target(.velocity, picture: picture, noise: noise, at: t)
        #expect(schedule.target(.noise, picture: picture, noise: noise, at: t) == noise)
        for index in picture.indices {
            let (x0, epsilon) = (Double(picture[index]), Double(noise[index]))
            #expect((Double(noised[index]) - (alpha * x0 + sigma * epsilon)).magnitude < 1e-6)
            #expect((Double(velocity[index]) - (alpha * epsilon - sigma * x0)).magnitude < 1e-6)
        }
    }

    @Test func `at t = 0 a picture is left alone`() {
        var noised = noise
        NoiseSchedule(kind: .squaredCosine, timesteps: 10).addNoise(to: picture, at: 0, noise: &noised)
        #expect(noised == picture)
    }

    /// What the sampler makes of the target is the picture: training and sampling mean the same by a prediction.
    @Test(arguments: [Prediction.noise, .velocity], [1, 200, 350])
    func `the target leads back to the picture`(prediction: Prediction, t: Int) {
        let schedule = NoiseSchedule(kind: .linear(betaStart: 0.0001, betaEnd: 0.02), timesteps: Self.timesteps)
        var noised = noise
        schedule.addNoise(to: picture, at: t, noise: &noised)
        let target = schedule.target(prediction, picture: picture, noise: noise, at: t)
        let clean = prediction.cleanPicture(at: schedule.level(t))
        for index in picture.indices {
            #expect((clean.x * noised[index] + clean.prediction * target[index] - picture[index]).magnitude < 1e-4)
        }
    }

    /// The weight of a prediction's error is min(SNR, gamma) times that of the x0 it implies: an error e of epsilon is
    /// sigma / alpha e of x0, one of v is sigma e.
    @Test(arguments: [1, 40, 100, 250, 400])
    func `the Min-SNR weight is the same for both predictions, seen from x0`(t: Int) {
        let schedule = NoiseSchedule(kind: .raisedCosine(betaEnd: 0.05), timesteps: Self.timesteps)
        let alphaBar = schedule.alphaBar(t)
        let expected = min(alphaBar / (1 - alphaBar), 5)
        let byNoise = schedule.minSNRWeight(.noise, at: t, limit: 5) * alphaBar / (1 - alphaBar)
        let byVelocity = schedule.minSNRWeight(.velocity, at: t, limit: 5) / (1 - alphaBar)
        #expect((byNoise / expected - 1).magnitude < 1e-12 && (byVelocity / expected - 1).magnitude < 1e-12)
        #expect(schedule.minSNRWeight(.noise, at: t, limit: .infinity) == 1)
    }

    @Test(arguments: [1, 40, 100, 250, 400])
    func `the recipe's weight bounds SNR + 1`(t: Int) {
        let schedule = NoiseSchedule(kind: .raisedCosine(betaEnd: 0.05), timesteps: Self.timesteps)
        let ratio = schedule.signalToNoise(t) + 1
        #expect((schedule.boundedWeight(at: t, bound: 5) / (min(ratio, 5) / ratio) - 1).magnitude < 1e-12)
    }

    @Test func `the loss is the mean of the squared differences`() {
        #expect(NoiseSchedule.loss([1, 2, 3], target: [1, 0, 6]) == 13.0 / 3)
        #expect(NoiseSchedule.loss([1, 2, 3], target: [1, 0, 6], weight: 0.5) == 13.0 / 6)
        #expect(NoiseSchedule.loss([0.5], target: [0.5]) == 0)
    }

    /// An exact denoiser's expected loss is the variance that is left, which the mixture of one Gaussian gives in closed
    /// form: for epsilon, alpha^2 s^2 / (alpha^2 s^2 + sigma^2).
    @Test func `the loss of the exact denoiser is what cannot be known`() {
        let schedule = NoiseSchedule(kind: .raisedCosine(betaEnd: 0.02), timesteps: 1000)
        var denoiser = AnalyticDenoiser(schedule: schedule, prediction: .noise)
        denoiser.components = [.init(weight: 1, mean: 0.1)]
        denoiser.deviation = 0.2
        let (t, count) = (300, 20_000)
        let pictures = NoiseSource(seed: 1, image: 0).normals(step: 0, count: count).map { 0.1 + 0.2 * $0 }
        let noise = NoiseSource(seed: 2, image: 0).normals(step: 0, count: count)
        var noised = noise
        schedule.addNoise(to: pictures, at: t, noise: &noised)
        let loss = NoiseSchedule.loss(denoiser.predict(noised, timestep: t), target: noise)
        let signal = schedule.alphaBar(t) * 0.04
        let expected = signal / (signal + 1 - schedule.alphaBar(t))
        // Four standard errors of a mean of squares: sqrt(2 / count).
        #expect((loss / expected - 1).magnitude < 4 * (2 / Double(count)).squareRoot())
    }
}
