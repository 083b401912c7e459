import Glibc
import Testing

@testable import Tensor

@Suite struct ElementaryFunctionsTests {
    /// A function, its reference and how far it may be from it, in units in the last place. Glibc's own error is below
    /// 0.6 (exp, log, sin, cos) and 2.2 (tanh) units.
    struct Comparison: Sendable, CustomTestStringConvertible {
        let name: String
        let ours: @Sendable (Double) -> Double
        let reference: @Sendable (Double) -> Double
        let range: ClosedRange<Double>
        let maximumDistance: Int64

        var testDescription: String { "\(name) over \(range)" }
    }

    static let comparisons: [Comparison] = [
        .init(name: "exp", ours: E.exp, reference: Glibc.exp, range: -1...1, maximumDistance: 1),
        .init(name: "exp", ours: E.exp, reference: Glibc.exp, range: -708...709.7, maximumDistance: 1),
        .init(name: "exp", ours: E.exp, reference: Glibc.exp, range: -746 ... -708, maximumDistance: 1),
        .init(name: "log", ours: E.log, reference: Glibc.log, range: 0x1p-1060...0x1p-1020, maximumDistance: 1),
        .init(name: "log", ours: E.log, reference: Glibc.log, range: 0x1p-60...1, maximumDistance: 1),
        .init(name: "log", ours: E.log, reference: Glibc.log, range: 0.5...2, maximumDistance: 1),
        .init(name: "log", ours: E.log, reference: Glibc.log, range: 0.99999...1.00001, maximumDistance: 1),
        .init(name: "log", ours: E.log, reference: Glibc.log, range: 1...1e300, maximumDistance: 1),
        .init(name: "sin", ours: E.sin, reference: Glibc.sin, range: -7...7, maximumDistance: 1),
        .init(name: "sin", ours: E.sin, reference: Glibc.sin, range: -1e6...1e6, maximumDistance: 1),
        .init(name: "sin", ours: E.sin, reference: Glibc.sin, range: 0...1e300, maximumDistance: 1),
        .init(name: "cos", ours: E.cos, reference: Glibc.cos, range: -7...7, maximumDistance: 1),
        .init(name: "cos", ours: E.cos, reference: Glibc.cos, range: -1e6...1e6, maximumDistance: 1),
        .init(name: "cos", ours: E.cos, reference: Glibc.cos, range: 0...1e300, maximumDistance: 1),
        .init(name: "tanh", ours: E.tanh, reference: Glibc.tanh, range: -0.01...0.01, maximumDistance: 3),
        .init(name: "tanh", ours: E.tanh, reference: Glibc.tanh, range: -25...25, maximumDistance: 3),
    ]

    @Test(arguments: comparisons)
    func `stays within its error of the C library over a dense grid`(_ comparison: Comparison) {
        var largest: Int64 = 0
        var worst = 0.0
        for x in Self.grid(comparison.range, count: 40_000) {
            let distance = Self.distance(comparison.ours(x), comparison.reference(x))
            if distance > largest { (largest, worst) = (distance, x) }
        }
        #expect(largest <= comparison.maximumDistance, "\(largest) units in the last place at \(worst)")
    }

    @Test func `covers every power of two`() {
        for exponent in -1074...1023 {
            let x = Double(sign: .plus, exponent: exponent, significand: 1)
            for x in [x, x * 1.7, -x] {
                #expect(Self.distance(E.sin(x), Glibc.sin(x)) <= 1, "sin \(x)")
                #expect(Self.distance(E.cos(x), Glibc.cos(x)) <= 1, "cos \(x)")
                #expect(Self.distance(E.exp(x), Glibc.exp(x)) <= 1, "exp \(x)")
                #expect(Self.distance(E.tanh(x), Glibc.tanh(x)) <= 3, "tanh \(x)")
                #expect(x < 0 || Self.distance(E.log(x), Glibc.log(x)) <= 1, "log \(x)")
            }
        }
    }

    /// The double that lies closest to a multiple of pi/2 (Kahan): 61 bits cancel. Its cosine as in Muller, "Elementary
    /// Functions", -4.68716592425462761112e-19; Glibc itself is 8 units off here.
    @Test func `keeps its digits where the reduction cancels most`() {
        let x = 6381956970095103.0 * 0x1p797
        #expect(E.cos(x) == -0x1.14ae72e6ba22fp-61)
        #expect(Self.distance(E.sin(.pi), Glibc.sin(.pi)) <= 1)
    }

    @Test func `follows Annex F at special values`() {
        #expect(E.exp(.infinity) == .infinity)
        #expect(E.exp(-.infinity) == 0)
        #expect(E.exp(0) == 1)
        #expect(E.exp(710.5) == .infinity)
        #expect(E.exp(.greatestFiniteMagnitude) == .infinity)
        #expect(E.exp(-.greatestFiniteMagnitude) == 0)
        #expect(E.log(0) == -.infinity)
        #expect(E.log(-0.0) == -.infinity)
        #expect(E.log(1) == 0)
        #expect(E.log(.infinity) == .infinity)
        #expect(E.log(-1).isNaN)
        #expect(E.log(-.infinity).isNaN)
        #expect(E.sin(.infinity).isNaN)
        #expect(E.cos(-.infinity).isNaN)
        #expect(E.sin(-0.0).sign == .minus)
        #expect(E.cos(0) == 1)
        #expect(E.tanh(.infinity) == 1)
        #expect(E.tanh(-.infinity) == -1)
        #expect(E.tanh(-0.0).sign == .minus)
        for function in [E.exp, E.log, E.sin, E.cos, E.tanh] {
            #expect(function(.nan).isNaN)
        }
    }

    /// Every bit of 20,000 values of each function, so that another processor or compiler that rounds differently fails.
    @Test func `gives the same bits everywhere`() {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for x in Self.grid(-20...20, count: 20_000) {
            for value in [E.exp(x), E.log(x.magnitude), E.sin(x * 1e3), E.cos(x * 1e9), E.tanh(x)] {
                hash = (hash ^ value.bitPattern) &* 0x100_0000_01b3
            }
        }
        #expect(hash == 4_406_663_974_596_008_376)
    }

    private typealias E = ElementaryFunctions

    /// `count` points across `range`, uneven enough to meet every pattern of low bits; geometric where the range spans
    /// many powers of ten.
    private static func grid(_ range: ClosedRange<Double>, count: Int) -> [Double] {
        let (low, high) = (range.lowerBound, range.upperBound)
        let isWide = low > 0 && high / low > 1e6 || high > 1e15
        return (0...count).map { index in
            let share = (Double(index) + Double(index % 7) * 0.123456789) / (Double(count) + 1)
            guard isWide else { return min(low + share * (high - low), high) }
            let start = max(low, 1e-3)
            return min(start == low || low == 0 ? start * Glibc.exp(share * Glibc.log(high / start)) : low, high)
        }
    }

    /// How many doubles lie between the two.
    private static func distance(_ a: Double, _ b: Double) -> Int64 {
        if a == b || a.isNaN && b.isNaN { return 0 }
        guard a.isFinite, b.isFinite else { return .max }
        func ordinal(_ x: Double) -> Int64 {
            let bits = Int64(bitPattern: x.bitPattern)
            return bits < 0 ? .min - bits : bits
        }
        return abs(ordinal(a) - ordinal(b))
    }
}
