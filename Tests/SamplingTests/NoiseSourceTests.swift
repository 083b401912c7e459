import Glibc
import Testing

@testable import Sampling

@Suite struct NoiseSourceTests {
    @Test func `agrees with the independent generator`() throws {
        let goldens: [Goldens.Noise] = try Goldens.load("Noise")
        #expect(goldens.count == 4)
        for golden in goldens {
            let normals = NoiseSource(seed: golden.seed, image: golden.image)
                .normals(step: golden.step, count: golden.normals.count)
            for (ours, theirs) in zip(normals, golden.normals) {
                #expect((Double(ours) - theirs).magnitude < 1e-6)
            }
        }
    }

    @Test func `has the moments of the normal distribution`() {
        let count = 200_000
        let normals = NoiseSource(seed: 20_261_124, image: 3).normals(step: 5, count: count).map(Double.init)
        func moment(_ power: Int) -> Double {
            normals.reduce(0) { sum, x in sum + (0..<power).reduce(1) { product, _ in product * x } } / Double(count)
        }
        // Four standard errors of each estimate: sqrt(variance of x^k / count).
        let error = 4 / Double(count).squareRoot()
        #expect(moment(1).magnitude < error)
        #expect((moment(2) - 1).magnitude < error * 2.0.squareRoot())
        #expect(moment(3).magnitude < error * 15.0.squareRoot())
        #expect((moment(4) - 3).magnitude < error * 96.0.squareRoot())
        let neighbours = zip(normals, normals.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
        #expect(neighbours.magnitude < error)
    }

    /// The largest gap to the normal distribution function; 1.63 / sqrt(n) is exceeded by one sample in a hundred, and
    /// these seeds are fixed.
    @Test(arguments: [UInt64(0), 1, 0xffff_ffff_ffff_ffff])
    func `passes the Kolmogorov-Smirnov test`(seed: UInt64) {
        let count = 50_000
        let sorted = NoiseSource(seed: seed, image: 0).normals(step: 0, count: count).sorted()
        var gap = 0.0
        for (index, x) in sorted.enumerated() {
            let expected = 0.5 * erfc(-Double(x) / 2.0.squareRoot())
            gap = max(gap, expected - Double(index) / Double(count), Double(index + 1) / Double(count) - expected)
        }
        #expect(gap < 1.63 / Double(count).squareRoot())
    }

    @Test func `gives every address its own numbers`() {
        let sources = [(UInt64(7), UInt32(0)), (7, 1), (8, 0), (7 << 32, 0)].map { NoiseSource(seed: $0, image: $1) }
        let streams = sources.flatMap { source in (0..<3).map { source.normals(step: $0, count: 8) } }
        #expect(Set(streams).count == 12)
        #expect(Set(streams.joined()).count == 96)
    }

    @Test func `gives an element the same number whatever the count`() {
        let source = NoiseSource(seed: 42, image: 9)
        let long = source.normals(step: 3, count: 41)
        for count in 0...41 {
            #expect(source.normals(step: 3, count: count) == Array(long.prefix(count)))
        }
    }

    @Test func `a draw for another purpose has its own numbers`() {
        let source = NoiseSource(seed: 1, image: 0)
        var other = [Float](repeating: 0, count: 8)
        source.fill(&other, step: 2, draw: .inpainting)
        #expect(Set(other + source.normals(step: 2, count: 8)).count == 16)
    }

    /// Spherical: at both ends one seed's noise to the bit, and in between still of variance 1.
    @Test(arguments: [Float(0), 0.1, 0.5, 0.9, 1])
    func `a variation leads from one seed's noise to another's`(strength: Float) {
        let count = 50_000
        let (own, other) = (NoiseSource(seed: 1, image: 4), NoiseSource(seed: 2, image: 4))
        let blend = NoiseSource(seed: 1, image: 4, variations: [Variation(seed: 2, strength: strength)])
            .initial(count: count)
        if strength == 0 { #expect(blend == own.initial(count: count)) }
        if strength == 1 { #expect(blend == other.initial(count: count)) }
        let variance = blend.reduce(0) { $0 + Double($1) * Double($1) } / Double(count)
        #expect((variance - 1).magnitude < 4 * (2 / Double(count)).squareRoot())
        let shared =
            zip(blend, own.initial(count: count)).reduce(0) { $0 + Double($1.0) * Double($1.1) } / Double(count)
        #expect((shared - cos(.pi / 2 * Double(strength))).magnitude < 4 * (2 / Double(count)).squareRoot())
    }

    @Test func `variations follow one another and change nothing but the beginning`() {
        let both = NoiseSource(
            seed: 1, image: 0, variations: [Variation(seed: 2, strength: 0.3), Variation(seed: 3, strength: 1)])
        let last = NoiseSource(seed: 3, image: 0)
        #expect(both.initial(count: 40) == last.initial(count: 40))
        #expect(both.normals(step: 1, count: 40) == NoiseSource(seed: 1, image: 0).normals(step: 1, count: 40))
    }
}
