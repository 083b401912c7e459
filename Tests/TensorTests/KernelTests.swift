import CKernels
import TestSupport
import Testing

@testable import Tensor

#if canImport(Glibc)
    import Glibc
#endif

/// The element-wise kernels, called by themselves.
@Suite struct KernelTests {
    private static let counts = [0, 1, 7, 8, 9, 15, 16, 17, 40]

    @Test("exp is within two units in the last place, and has the reference's bits", arguments: KernelSet.available)
    func exponential(kernels: KernelSet) {
        var x: [Float] = stride(from: -87, through: 88, by: 0.173).map { Float($0) }
        x += [0, -0, 1e-30, -1e-30, 88, -87]
        let y = apply(kernels.table.pointee.exponential, to: x)
        #expect(bits(y) == bits(x.map(Reference.exp)))
        var largest = 0.0
        for (x, y) in zip(x, y) {
            let exact = exp(Double(x))
            largest = max(largest, abs(Double(y) - exact) / Double(Float(exact).ulp))
        }
        #expect(largest < 2)
        print("exp, \(kernels): largest error \(largest) units in the last place")
    }

    @Test("exp stays finite beyond its range, and a NaN stays a NaN", arguments: KernelSet.available)
    func exponentialExtremes(kernels: KernelSet) {
        let y = apply(kernels.table.pointee.exponential, to: [.infinity, -.infinity, 1e30, -1e30, .nan])
        #expect(y.prefix(4).allSatisfy { $0.isFinite && $0 > 0 })
        #expect(y[4].isNaN)
    }

    @Test("SiLU has the reference's bits at every length", arguments: KernelSet.available, counts)
    func silu(kernels: KernelSet, count: Int) {
        var random = RandomNumbers(seed: 3)
        let x = random.floats(count, in: -100...100)
        #expect(bits(apply(kernels.table.pointee.silu, to: x)) == bits(x.map(Reference.silu)))
    }

    @Test(
        "erf is within two units in the last place, odd, and has the reference's bits", arguments: KernelSet.available
    )
    func errorFunction(kernels: KernelSet) {
        var x: [Float] = stride(from: 0, through: 6, by: 0.00173).map { Float($0) }
        x += [0, 1e-30, 1e-5, 0.921875, Float(0.921875).nextUp, 4, 100, .infinity]
        x += x.map { -$0 }
        let y = apply(kernels.table.pointee.error_function, to: x)
        #expect(bits(y) == bits(x.map(Reference.erf)))
        #expect(apply(kernels.table.pointee.error_function, to: [.nan])[0].isNaN)
        var largest = 0.0
        for (x, y) in zip(x, y) {
            let exact = erf(Double(x))
            largest = max(largest, abs(Double(y) - exact) / Double(Float(exact).ulp))
        }
        #expect(largest < 2)
        print("erf, \(kernels): largest error \(largest) units in the last place")
    }

    @Test("GELU has the reference's bits at every length", arguments: KernelSet.available, counts)
    func gelu(kernels: KernelSet, count: Int) {
        var random = RandomNumbers(seed: 5)
        let x = random.floats(count, in: -8...8)
        let y = apply(kernels.table.pointee.gelu, to: x)
        #expect(bits(y) == bits(x.map(Reference.gelu)))
        for (x, y) in zip(x, y) {
            let exact = Double(x) / 2 * (1 + erf(Double(x) / 2.0.squareRoot()))
            #expect(abs(Double(y) - exact) < 2e-6)
        }
    }

    @Test("softmax has the reference's bits at every length and sums to 1", arguments: KernelSet.available, counts)
    func softmax(kernels: KernelSet, count: Int) {
        var random = RandomNumbers(seed: 4)
        let x = random.floats(count, in: -30...30)
        var row = x
        row.withUnsafeMutableBufferPointer { kernels.table.pointee.softmax($0.baseAddress, count, 0.25) }
        #expect(bits(row) == bits(Reference.softmax(x, scale: 0.25)))
        #expect(count == 0 || abs(row.reduce(0, +) - 1) < 1e-6)
    }

    @Test("a * b + c is rounded once, for ordinary, tiny, huge and special numbers", arguments: KernelSet.available)
    func fused(kernels: KernelSet) {
        var random = RandomNumbers(seed: 6)
        var a: [Float] = []
        var b: [Float] = []
        var c: [Float] = []
        for _ in 0..<4000 {
            let x = Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &random))
            let y = Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &random))
            a.append(x)
            b.append(y)
            // Near the product, where the rounding is delicate, or anywhere.
            let near = -x * y * (1 + Float.random(in: -1e-6...1e-6, using: &random))
            c.append(Bool.random(using: &random) ? near : Float.random(in: -2...2, using: &random))
        }
        for x in Self.special {
            for y in Self.special {
                for z in Self.special {
                    a.append(x)
                    b.append(y)
                    c.append(z)
                }
            }
        }
        var d = [Float](repeating: 0, count: a.count)
        kernels.table.pointee.fused(a, b, c, a.count, &d)
        for index in a.indices {
            let expected = c[index].addingProduct(a[index], b[index])
            let same = d[index].bitPattern == expected.bitPattern || d[index].isNaN && expected.isNaN
            #expect(same, "\(a[index]) * \(b[index]) + \(c[index]) = \(expected), not \(d[index])")
        }
    }

    private static let special: [Float] = [
        0, -0, 1, -1, 1 + .ulpOfOne, 1 - .ulpOfOne / 2, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
        .leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity, -.infinity, .nan,
        0x1p-12, 0x1.000002p-12, 0x1p-24, 0x1p-25, 0x1.fffffep11,
    ]

    private func apply(
        _ kernel: (UnsafePointer<Float>?, Int, UnsafeMutablePointer<Float>?) -> Void, to x: [Float]
    ) -> [Float] {
        var y = [Float](repeating: .nan, count: x.count)
        kernel(x, x.count, &y)
        return y
    }
}
