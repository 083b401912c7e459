// Runs every kernel on fixed pseudo-random numbers and prints a hash of the bits of each result. Two machines, or two
// instruction sets, agree if they print the same: see run.sh.

#include "CKernels.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state;

static uint32_t next(void) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 32);
}

/// -range...range in steps of 2^-23 of it.
static float number(float range) { return (float)((int32_t)next() >> 8) * 0x1p-23f * range; }

/// Zeroed, and filled with numbers if `range` is not 0; the harness ends with its work, so nothing is given back.
static float *numbers(size_t count, float range) {
    float *x = NULL;
    if (posix_memalign((void **)&x, 64, (count + 64) * sizeof(float)) != 0) exit(2);
    memset(x, 0, (count + 64) * sizeof(float));
    for (size_t i = 0; range != 0 && i < count; i++) x[i] = number(range);
    return x;
}

static void report(const char *kernel, size_t a, size_t b, size_t c, const float *x, size_t count) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, x + i, 4);
        // Which NaN a machine makes is no part of the promise.
        if (x[i] != x[i]) bits = 0x7fc00000;
        hash = (hash ^ bits) * 0x100000001b3u;
    }
    printf("%s %zu %zu %zu %016llx\n", kernel, a, b, c, (unsigned long long)hash);
}

static const size_t lengths[] = {0, 1, 7, 8, 9, 15, 16, 17, 31, 40, 101};
#define EACH(item, list)                                                                                               \
    for (size_t index_##item = 0, item;                                                                                \
         index_##item < sizeof(list) / sizeof(*list) && (item = list[index_##item], 1); index_##item++)

static void elementwise(const ReverieKernels *k) {
    EACH(count, lengths) {
        float *x = numbers(count, 100), *y = numbers(count, 0);
        k->silu(x, count, y);
        report("silu", count, 0, 0, y, count);
        k->exponential(x, count, y);
        report("exponential", count, 0, 0, y, count);
        k->error_function(x, count, y);
        report("error function", count, 0, 0, y, count);
        k->gelu(x, count, y);
        report("GELU", count, 0, 0, y, count);
        k->softmax(x, count, 0.25f);
        report("softmax", count, 0, 0, x, count);
    }
    // Any bits, and sums that nearly cancel, where a second rounding shows.
    enum { count = 20000 };
    float *a = numbers(count, 0), *b = numbers(count, 0), *c = numbers(count, 0), *d = numbers(count, 0);
    for (size_t i = 0; i < count; i++) {
        uint32_t bits[2] = {next(), next()};
        memcpy(a + i, bits, 4);
        memcpy(b + i, bits + 1, 4);
        c[i] = i % 2 ? -a[i] * b[i] * (1 + number(1e-6f)) : number(2);
    }
    k->fused(a, b, c, count, d);
    report("fused", count, 0, 0, d, count);
}

static void products(const ReverieKernels *k) {
    static const size_t sides[] = {1, 4, 5}, inputs[] = {1, 3, 8, 17}, outputs[] = {1, 15, 16, 33};
    EACH(side, sides) EACH(channels, inputs) EACH(width, outputs) EACH(window, ((size_t[]){1, 3})) {
        size_t blocks = (width + 15) / 16, rowFloats = (side + 2) * channels, pixels = side * side;
        ReverieWindows p = {
            .input = numbers((side + 2) * rowFloats, 2),
            .weights = numbers(blocks * 16 * window * window * channels, 1), .bias = numbers(blocks * 16, 1), .residual = width % 2 ? numbers(pixels * width, 1) : NULL,
            .output = numbers(pixels * width, 0), .width = side, .height = side, .pixel_stride = channels,
            .row_stride = rowFloats, .picture_stride = (side + 2) * rowFloats, .window_rows = window,
            .window_row = rowFloats, .run = window * channels, .outputs = width, .output_stride = width, .residual_stride = width,
        };
        k->windows(&p, 0, blocks, 0, pixels);
        report("windows", side * 10 + window, channels, width, p.output, pixels * width);
    }
}

static void winograd(const ReverieKernels *k) {
    static const size_t sides[] = {1, 5, 8}, steps[] = {22, 42, 44}, inputs[] = {8, 24}, outputs[] = {1, 16, 17};
    EACH(side, sides) EACH(step, steps) EACH(channels, inputs) EACH(width, outputs) {
        size_t blocks = (width + 15) / 16, down = step / 10, across = step % 10;
        size_t planes = (down + 2) * (across + 2);
        size_t tiles = (side + down - 1) / down * ((side + across - 1) / across);
        ReverieWinograd p = {
            .input = numbers(side * side * channels, 2), .channels = channels, .pixel_stride = channels, .row_stride = side * channels,
            .picture_stride = side * side * channels, .scale = 1, .width = side, .height = side, .down = down, .across = across,
            .zeros = numbers(channels, 0), .transformed = numbers(planes * tiles * channels, 0),
            .plane = tiles * channels, .weights = numbers(blocks * planes * channels * 16, 1),
            .bias = numbers(blocks * 16, 1), .residual = width % 2 ? numbers(side * side * width, 1) : NULL,
            .output = numbers(side * side * width, 0), .outputs = width, .output_stride = width,
            .residual_stride = width,
        };
        k->winograd_input(&p, 0, tiles);
        for (size_t block = 0; block < blocks; block++) k->winograd_output(&p, block, 0, tiles);
        report("winograd", side * 100 + step, channels, width, p.output, side * side * width);
    }
}

static void normalization(const ReverieKernels *k) {
    static const size_t pixels[] = {1, 16, 49}, widths[] = {4, 9, 24}, groups[] = {1, 2, 8};
    EACH(count, pixels) EACH(width, widths) EACH(parts, groups) {
        size_t channels = width * parts;
        ReverieGroupNorm p = {
            .input = numbers(count * channels, 3), .pixels = count, .channels = channels, .groups = parts, .pixel_stride = channels,
            .gamma = numbers(channels, 2), .beta = numbers(channels, 1),
            .modulation = parts % 2 ? numbers(2 * channels, 1) : NULL, .epsilon = 1e-5f,
            .scale = numbers(channels, 0), .shift = numbers(channels, 0),
        };
        for (size_t group = 0; group < parts; group++) k->group_norm(&p, group);
        report("scale", count, width, parts, p.scale, channels);
        report("shift", count, width, parts, p.shift, channels);
        float *y = numbers(count * channels, 0);
        k->affine(p.input, channels, 1, count, channels, p.scale, p.shift, parts != 2, y, count * channels);
        report("affine", count, width, parts, y, count * channels);
    }
}

static void attention(const ReverieKernels *k) {
    static const size_t counts[] = {1, 6, 16, 50}, widths[] = {4, 16, 24};
    EACH(tokens, counts) EACH(width, widths) {
        size_t rows = (tokens + 15) / 16 * 16, columns = (width + 15) / 16 * 16;
        ReverieAttention p = {
            .queries = numbers(tokens * width, 2), .keys = numbers(tokens * width, 2),
            .values = numbers(tokens * width, 2), .tokens = tokens, .width = width, .stride = width, .scale = 0.5f,
            .packed_keys = numbers(rows * width, 0), .packed_values = numbers(columns * tokens, 0),
            .output = numbers(tokens * width, 0), .output_stride = width,
        };
        k->attention_pack(&p);
        k->attention(&p, 0, tokens);
        report("attention", tokens, width, 0, p.output, tokens * width);
    }
}

int main(int count, char **arguments) {
    const char *set = count > 1 ? arguments[1] : "portable";
    const ReverieKernels *kernels = strcmp(set, "avx512") == 0 ? reverie_kernels_avx512()
        : strcmp(set, "avx2") == 0                             ? reverie_kernels_avx2()
                                                               : reverie_kernels_portable();
    if (!kernels) {
        fprintf(stderr, "this processor has no %s\n", set);
        return 3;
    }
    void (*const families[])(const ReverieKernels *) = {elementwise, products, winograd, normalization, attention};
    for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++) {
        state = 20261124 + i;
        families[i](kernels);
    }
    return 0;
}
