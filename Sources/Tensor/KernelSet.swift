import CKernels

/// The kernels of one instruction set. All sets give the same bits; tests hold them against each other.
package struct KernelSet: @unchecked Sendable, CustomStringConvertible {
    let table: UnsafePointer<ReverieKernels>
    package let description: String

    package static let portable = KernelSet(table: reverie_kernels_portable(), description: "portable")
    /// Nil where the processor has no AVX2 and FMA.
    package static let avx2 = reverie_kernels_avx2().map { KernelSet(table: $0, description: "AVX2") }
    /// Nil where the processor has no AVX-512 F and VL.
    package static let avx512 = reverie_kernels_avx512().map { KernelSet(table: $0, description: "AVX-512") }
    package static let best = avx512 ?? avx2 ?? portable
    /// Every set that runs here.
    package static let available = [portable, avx2, avx512].compactMap(\.self)
}
