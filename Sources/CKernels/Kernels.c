#include "Kernels.h"

#pragma STDC FP_CONTRACT OFF
// The vector types never cross a compilation unit, so their calling convention does not matter.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))
#define JOIN2(name, suffix) name##_##suffix
#define JOIN(name, suffix) JOIN2(name, suffix)
#define KERNEL(name) JOIN(name, INSTRUCTION_SET)

#define KERNEL_TABLE                                                                                                   \
    {                                                                                                                  \
        .windows = KERNEL(windows), .widen = KERNEL(widen), .group_norm = KERNEL(group_norm), .affine = KERNEL(affine), \
        .silu = KERNEL(silu_array), .exponential = KERNEL(exponential), .softmax = KERNEL(softmax),                    \
        .attention_pack = KERNEL(attention_pack), .attention = KERNEL(attention), .fused = KERNEL(fused),              \
        .error_function = KERNEL(error_function), .gelu = KERNEL(gelu_array),                                          \
        .winograd_input = KERNEL(winograd_input), .winograd_output = KERNEL(winograd_output),                          \
    }

/// Pixels computed together: as many as the registers hold sums of.
#define KERNEL_TILE 6
#define INSTRUCTION_SET portable
#if defined(__aarch64__)
#define KERNEL_HAS_FMA 1
#else
#define KERNEL_HAS_FMA 0
#endif
#include "Vector.h"
#include "Windows.h"
#include "Winograd.h"
#include "Normalization.h"
#include "Attention.h"
#include "VectorEnd.h"
static const ReverieKernels portable = KERNEL_TABLE;
#undef KERNEL_HAS_FMA
#undef INSTRUCTION_SET

const ReverieKernels *reverie_kernels_portable(void) { return &portable; }

#if defined(__x86_64__)

#define INSTRUCTION_SET avx2
#define KERNEL_HAS_FMA 1
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "Vector.h"
#include "Windows.h"
#include "Winograd.h"
#include "Normalization.h"
#include "Attention.h"
#include "VectorEnd.h"
#pragma clang attribute pop
static const ReverieKernels avx2 = KERNEL_TABLE;

const ReverieKernels *reverie_kernels_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &avx2 : NULL;
}

#undef INSTRUCTION_SET
#undef KERNEL_TILE
#define INSTRUCTION_SET avx512
#define KERNEL_TILE 12
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512vl"))), apply_to = function)
#include "Vector.h"
#include "Windows.h"
#include "Winograd.h"
#include "Normalization.h"
#include "Attention.h"
#include "VectorEnd.h"
#pragma clang attribute pop
static const ReverieKernels avx512 = KERNEL_TABLE;

const ReverieKernels *reverie_kernels_avx512(void) {
    bool has = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl");
    return has && reverie_kernels_avx2() ? &avx512 : NULL;
}

#else

const ReverieKernels *reverie_kernels_avx2(void) { return NULL; }
const ReverieKernels *reverie_kernels_avx512(void) { return NULL; }

#endif
