// Included once for each instruction set, inside the including file's KERNEL(name) and KERNEL_HAS_FMA.
// Eight lanes whatever the machine's width is: the compiler splits them, and no lane sees another one's arithmetic.

typedef float KERNEL(float8) __attribute__((ext_vector_type(8)));
typedef float KERNEL(unaligned8) __attribute__((ext_vector_type(8), aligned(4)));
typedef float KERNEL(float16) __attribute__((ext_vector_type(16)));
typedef float KERNEL(unaligned16) __attribute__((ext_vector_type(16), aligned(4)));
typedef double KERNEL(double8) __attribute__((ext_vector_type(8)));
typedef signed char KERNEL(byte8) __attribute__((ext_vector_type(8), aligned(1)));
typedef unsigned KERNEL(word8) __attribute__((ext_vector_type(8)));
typedef long KERNEL(long8) __attribute__((ext_vector_type(8)));

#define float8 KERNEL(float8)
#define unaligned8 KERNEL(unaligned8)
#define float16 KERNEL(float16)
#define unaligned16 KERNEL(unaligned16)
#define double8 KERNEL(double8)
#define word8 KERNEL(word8)
#define long8 KERNEL(long8)

INLINE float8 KERNEL(load)(const float *p) { return *(const unaligned8 *)p; }
INLINE void KERNEL(store)(float *p, float8 v) { *(unaligned8 *)p = v; }

INLINE float16 KERNEL(load16)(const float *p) { return *(const unaligned16 *)p; }

/// The first `lanes` of 8, zero beyond.
INLINE float8 KERNEL(load_some)(const float *p, size_t lanes) {
    float8 v = 0;
    for (size_t i = 0; i < lanes; i++) v[i] = p[i];
    return v;
}

INLINE void KERNEL(store_some)(float *p, float8 v, size_t lanes) {
    for (size_t i = 0; i < lanes; i++) p[i] = v[i];
}

#if KERNEL_HAS_FMA
/// a * b + c, rounded once.
#define FMA __builtin_elementwise_fma
#define FMA16 __builtin_elementwise_fma
#else
#define FMA KERNEL(fma)
#define FMA16 KERNEL(fma16)
INLINE float8 KERNEL(fma)(float8 a, float8 b, float8 c) {
    // The product is exact in double. The sum is rounded to odd (Boldo & Melquiond 2008), after which rounding to float
    // gives what a single rounding would have given.
    double8 product = __builtin_convertvector(a, double8) * __builtin_convertvector(b, double8);
    double8 addend = __builtin_convertvector(c, double8);
    double8 sum = product + addend;
    double8 part = sum - product;
    double8 error = (product - (sum - part)) + (addend - part);
    long8 bits = (long8)sum;
    long8 inexact = (error > 0) | (error < 0);
    long8 even = (bits & 1) == 0;
    long8 outward = (error > 0) ^ (sum < 0);
    bits += ((outward & 2) - 1) & inexact & even;
    return __builtin_convertvector((double8)bits, float8);
}

INLINE float16 KERNEL(fma16)(float16 a, float16 b, float16 c) {
    float16 d;
    d.lo = KERNEL(fma)(a.lo, b.lo, c.lo);
    d.hi = KERNEL(fma)(a.hi, b.hi, c.hi);
    return d;
}
#endif

/// The fixed tree: lanes 4 apart, then 2, then 1.
INLINE float KERNEL(horizontal_sum)(float8 v) {
    float a = v[0] + v[4], b = v[1] + v[5], c = v[2] + v[6], d = v[3] + v[7];
    return (a + c) + (b + d);
}

/// exp to about one unit in the last place, of arguments clamped to -87...88 (the polynomial is that of the Cephes
/// library, Moshier 1992).
INLINE float8 KERNEL(exp)(float8 x) {
    x = x > 88.0f ? (float8)88.0f : x;
    x = x < -87.0f ? (float8)-87.0f : x;
    // Adding 1.5 * 2^23 leaves the nearest integer in the low bits.
    const float8 magic = 12582912.0f;
    float8 shifted = FMA(x, (float8)0x1.715476p+0f, magic);
    float8 n = shifted - magic;
    float8 r = FMA(n, (float8)-0x1.62e400p-1f, x);
    r = FMA(n, (float8)-0x1.7f7d1cp-20f, r);
    float8 p = 1.9875691500e-4f;
    p = FMA(p, r, (float8)1.3981999507e-3f);
    p = FMA(p, r, (float8)8.3334519073e-3f);
    p = FMA(p, r, (float8)4.1665795894e-2f);
    p = FMA(p, r, (float8)1.6666665459e-1f);
    p = FMA(p, r, (float8)5.0000001201e-1f);
    p = FMA(p, r * r, r) + 1.0f;
    word8 exponent = ((word8)shifted - (word8)magic + 127u) << 23;
    return p * (float8)exponent;
}

/// x / (1 + exp(-x))
INLINE float8 KERNEL(silu)(float8 x) { return x / (1.0f + KERNEL(exp)(-x)); }

/// The error function to about one unit in the last place: x + x p(x^2) up to 0.92, beyond it 1 - exp(-(t + t q(t))) with
/// t = |x|, at most 4. Coefficients by least squares over 4,000 and 8,000 Chebyshev nodes, the second weighted by
/// t (1 - erf t).
INLINE float8 KERNEL(erf)(float8 x) {
    word8 sign = (word8)x & 0x80000000u;
    float8 t = (float8)((word8)x ^ sign);
    t = t > 4.0f ? (float8)4.0f : t;
    float8 s = x * x, p = -0x1.3b07e8p-11f, q = -0x1.c3ffb0p-13f;
    p = FMA(p, s, (float8)0x1.477bf2p-8f);
    p = FMA(p, s, (float8)-0x1.b69768p-6f);
    p = FMA(p, s, (float8)0x1.ce1b58p-4f);
    p = FMA(p, s, (float8)-0x1.8126ecp-2f);
    p = FMA(p, s, (float8)0x1.06eba6p-3f);
    q = FMA(q, t, (float8)0x1.a6ed26p-9f);
    q = FMA(q, t, (float8)-0x1.77985ap-6f);
    q = FMA(q, t, (float8)0x1.af5afap-4f);
    q = FMA(q, t, (float8)0x1.457856p-1f);
    q = FMA(q, t, (float8)0x1.073778p-3f);
    float8 far = 1.0f - KERNEL(exp)(-FMA(q, t, t));
    return t > 0.921875f ? (float8)((word8)far | sign) : FMA(p, x, x);
}

/// x times the normal distribution's share below x (Hendrycks & Gimpel 2016).
INLINE float8 KERNEL(gelu)(float8 x) {
    float8 half = 0.5f * x;
    return FMA(half, KERNEL(erf)(x * 0x1.6a09e6p-1f), half);
}
