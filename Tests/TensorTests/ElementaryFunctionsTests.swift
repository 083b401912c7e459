import Glibc
import Testing

@testable import Tensor

@Suite struct ElementaryFunctionsTests {
    #if arch(x86_64)
        /// Eleven bits more than a Double has, so that its own error does not matter.
        typealias Reference = Float80
        static let referenceError = 0.01
    #else
        typealias Reference = Double
        static let referenceError = 2.5
    #endif

    /// A function, its reference and its largest error, in units in the last place.
    struct Comparison: Sendable, CustomTestStringConvertible {
        let name: String
        let ours: @Sendable (Double) -> Double
        let reference: @Sendable (Reference) -> Reference
        let range: ClosedRange<Double>
        let maximumError: Double

        var testDescription: String { "\(name) over \(range)" }

        func error(at x: Double) -> Double {
            let (ours, exact) = (ours(x), reference(Reference(x)))
            if exact.isNaN { return ours.isNaN ? 0 : .infinity }
            let rounded = Double(exact)
            guard ours.isFinite, rounded.isFinite else { return ours == rounded ? 0 : .infinity }
            return Double((Reference(ours) - exact).magnitude / Reference(rounded.ulp))
        }
    }

    static let comparisons: [Comparison] = [
        .init(name: "exp", ours: E.exp, reference: Glibc.exp, range: -1...1, maximumError: 0.9),
        .init(name: "exp", ours: E.exp, reference: Glibc.exp, range: -708...709.7, maximumError: 0.9),
        .init(name: "exp", ours: E.exp, reference: Glibc.exp, range: -746 ... -708, maximumError: 0.9),
        .init(name: "log", ours: E.log, reference: Glibc.log, range: 0x1p-1060...0x1p-1020, maximumError: 0.9),
        .init(name: "log", ours: E.log, reference: Glibc.log, range: 0x1p-60...1, maximumError: 0.9),
        .init(name: "log", ours: E.log, reference: Glibc.log, range: 0.5...2, maximumError: 0.9),
        .init(name: "log", ours: E.log, reference: Glibc.log, range: 0.99999...1.00001, maximumError: 0.9),
        .init(name: "log", ours: E.log, reference: Glibc.log, range: 1...1e300, maximumError: 0.9),
        .init(name: "sin", ours: E.sin, reference: Glibc.sin, range: -7...7, maximumError: 0.9),
        .init(name: "sin", ours: E.sin, reference: Glibc.sin, range: -1e6...1e6, maximumError: 0.9),
        .init(name: "sin", ours: E.sin, reference: Glibc.sin, range: 0...1e300, maximumError: 0.9),
        .init(name: "cos", ours: E.cos, reference: Glibc.cos, range: -7...7, maximumError: 0.9),
        .init(name: "cos", ours: E.cos, reference: Glibc.cos, range: -1e6...1e6, maximumError: 0.9),
        .init(name: "cos", ours: E.cos, reference: Glibc.cos, range: 0...1e300, maximumError: 0.9),
        .init(name: "tanh", ours: E.tanh, reference: Glibc.tanh, range: -0.01...0.01, maximumError: 2.2),
        .init(name: "tanh", ours: E.tanh, reference: Glibc.tanh, range: -25...25, maximumError: 2.2),
        .init(name: "erf", ours: E.erf, reference: Glibc.erf, range: -0.01...0.01, maximumError: 1.4),
        .init(name: "erf", ours: E.erf, reference: Glibc.erf, range: -1.1...1.1, maximumError: 1.4),
        .init(name: "erf", ours: E.erf, reference: Glibc.erf, range: -7...7, maximumError: 1.4),
    ]

    @Test(arguments: comparisons)
    func `stays within its error over a dense grid`(_ comparison: Comparison) {
        var (largest, worst) = (0.0, 0.0)
        for x in Self.grid(comparison.range, count: 40_000) {
            let error = comparison.error(at: x)
            if error > largest { (largest, worst) = (error, x) }
        }
        #expect(
            largest <= comparison.maximumError + Self.referenceError, "\(largest) units in the last place at \(worst)")
        print("\(comparison.testDescription): largest error \(largest) units in the last place")
    }

    /// Each function by its comparison over the widest range.
    @Test(arguments: [
        comparisons[2], comparisons[7], comparisons[10], comparisons[13], comparisons[15], comparisons[18],
    ])
    func `covers every power of two`(_ comparison: Comparison) {
        for exponent in -1074...1023 {
            let x = Double(sign: .plus, exponent: exponent, significand: 1)
            for x in [x, x * 1.7, -x] {
                #expect(comparison.error(at: x) <= comparison.maximumError + Self.referenceError, "\(x)")
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
        #expect(E.erf(.infinity) == 1)
        #expect(E.erf(-.infinity) == -1)
        #expect(E.erf(-0.0).sign == .minus)
        for function in [E.exp, E.log, E.sin, E.cos, E.tanh, E.erf] {
            #expect(function(.nan).isNaN)
        }
    }

    /// Every bit of 20,000 values of each function, so that another processor or compiler that rounds differently fails.
    @Test func `gives the same bits everywhere`() {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for x in Self.grid(-20...20, count: 20_000) {
            for value in [E.exp(x), E.log(x.magnitude), E.sin(x * 1e3), E.cos(x * 1e9), E.tanh(x), E.erf(x)] {
                hash = (hash ^ value.bitPattern) &* 0x100_0000_01b3
            }
        }
        #expect(hash == 267_295_230_785_004_723)
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
