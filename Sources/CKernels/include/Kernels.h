#pragma once

#include <stdbool.h>
#include <stddef.h>

/// Every kernel gives the same bits whichever instruction set runs it: sums run along k in order with fused
/// multiply-add, horizontal sums use 8 virtual lanes and a fixed tree.

enum {
    /// Output channels computed together; packed weights are padded to a multiple of it.
    reverie_block = 16,
    /// Pixels that work is divided by: what most machines compute together.
    reverie_tile = 6,
    /// Values of the largest Winograd tile, and tiles whose products are computed together.
    reverie_winograd_planes = 36,
    reverie_winograd_band = 36,
    /// The longest sequence attention takes.
    reverie_maximum_tokens = 4096,
};

/// output[p][o] = bias[o] + sum over r, k of input[window(p) + r * window_row + k] * weight[o][r][k] (+ residual[p][o]).
///
/// A window is `window_rows` contiguous runs of `run` floats. That is a 3x3 convolution on [height][width][channels]
/// (3 runs of 3 * channels), a 1x1 convolution and a linear layer (1 run of all inputs).
typedef struct {
    const float *input;
    /// [ceil(outputs / 16)][window_rows][run][16]
    const float *weights;
    /// Padded to a multiple of 16.
    const float *bias;
    /// NULL, or as many numbers as `output`; may be `output` itself.
    const float *residual;
    float *output;
    /// Windows in a row, rows in a picture; pixel p is picture p / (height * width), and so on.
    size_t width, height;
    /// Floats from a window to the next one along the row, to the next row's, to the next picture's.
    size_t pixel_stride, row_stride, picture_stride;
    size_t window_rows, window_row, run;
    size_t outputs;
    /// Floats from one output pixel to the next, and from one of the residual.
    size_t output_stride, residual_stride;
} ReverieWindows;

/// A 3x3 convolution of stride 1 by F(down x across, 3x3). Tiles are counted picture by picture, row by row.
typedef struct {
    /// Its first picture's first pixel; `channels` is a multiple of 8.
    const float *input;
    size_t channels;
    /// Floats from a pixel to the next one of its row, to the next row's, to the next picture's.
    size_t pixel_stride, row_stride, picture_stride;
    /// The input's pixels are read `scale` times in each direction (nearest neighbour).
    size_t scale;
    /// Of the output, and of the input so scaled.
    size_t width, height;
    /// Rows and columns of pixels that a tile produces: 2 x 2, 4 x 2 or 4 x 4, from two more of each that it reads.
    size_t down, across;
    /// [channels] zeros.
    const float *zeros;
    /// Scratch: (down + 2) * (across + 2) planes of [tiles][channels], `plane` floats apart.
    float *transformed;
    size_t plane;
    /// [ceil(outputs / 16)][down + 2][columns][channels][16]. Where `across` is 2, the columns are the first, the second and
    /// the fourth, of which the third is made when it is used: (first + fourth) - second. Otherwise all six.
    const float *weights;
    /// Padded to a multiple of 16.
    const float *bias;
    /// NULL, or as many numbers as `output`; may be `output` itself.
    const float *residual;
    /// [pictures][height][width] pixels of [outputs], `output_stride` floats apart.
    float *output;
    size_t outputs;
    size_t output_stride, residual_stride;
} ReverieWinograd;

/// One picture's group normalisation (Wu & He 2018) as y = x * scale[c] + shift[c].
typedef struct {
    /// [pixels] of [channels], `pixel_stride` floats apart.
    const float *input;
    size_t pixels, channels, groups, pixel_stride;
    const float *gamma, *beta;
    /// NULL, or [2 * channels]: the normalised value is further mapped to value * (1 + modulation[c]) + modulation[channels + c].
    const float *modulation;
    float epsilon;
    /// Results, [channels] each.
    float *scale, *shift;
} ReverieGroupNorm;

/// One head of one picture: output[i] = sum over j of softmax(scale * q[i] . k[j]) v[j].
typedef struct {
    /// [tokens] rows of `width` floats, `stride` floats apart.
    const float *queries, *keys, *values;
    size_t tokens, width, stride;
    float scale;
    /// Scratch: [ceil(tokens / 16)][width][16] and [ceil(width / 16)][tokens][16].
    float *packed_keys, *packed_values;
    float *output;
    size_t output_stride;
} ReverieAttention;

typedef struct {
    /// Blocks of 16 outputs and pixels of the half-open ranges; `outputs` limits what is stored.
    void (*windows)(const ReverieWindows *, size_t first_block, size_t last_block, size_t first_pixel, size_t last_pixel);
    /// One block's packed weights: weights[k][o] = q[k][o] * scales[k / group][o], o below 16.
    void (*widen)(const signed char *q, size_t run, const float *scales, size_t group, float *weights);
    /// The tiles' transformed input; then, for one block of 16 outputs, the products and the pixels of tiles whose input is
    /// transformed.
    void (*winograd_input)(const ReverieWinograd *, size_t first_tile, size_t last_tile);
    void (*winograd_output)(const ReverieWinograd *, size_t block, size_t first_tile, size_t last_tile);
    void (*group_norm)(const ReverieGroupNorm *, size_t group);
    /// y[r][p][c] = x[r][p][c] * scale[c] + shift[c], then SiLU if asked. Pixels of x are `pixel_stride` floats apart, rows
    /// of y `output_row`, pixels of y `channels`.
    void (*affine)(
        const float *x, size_t pixel_stride, size_t rows, size_t width, size_t channels, const float *scale,
        const float *shift, bool silu, float *y, size_t output_row);
    void (*silu)(const float *x, size_t count, float *y);
    void (*exponential)(const float *x, size_t count, float *y);
    void (*error_function)(const float *x, size_t count, float *y);
    void (*gelu)(const float *x, size_t count, float *y);
    /// row = softmax(scale * row), scale > 0.
    void (*softmax)(float *row, size_t count, float scale);
    void (*attention_pack)(const ReverieAttention *);
    void (*attention)(const ReverieAttention *, size_t first_query, size_t last_query);
    /// d = a * b + c, rounded once.
    void (*fused)(const float *a, const float *b, const float *c, size_t count, float *d);
} ReverieKernels;

const ReverieKernels *reverie_kernels_portable(void);

/// NULL where the processor has no AVX2 and FMA.
const ReverieKernels *reverie_kernels_avx2(void);

/// NULL where the processor has no AVX-512 F and VL.
const ReverieKernels *reverie_kernels_avx512(void);
