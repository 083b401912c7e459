// The one product behind 3x3 convolutions, 1x1 convolutions, linear layers and attention: `pixels` windows by 16 outputs
// in registers, the windows' floats broadcast one by one against packed weights.

INLINE void KERNEL(finish)(float8 low, float8 high, const float *residual, float *output, size_t lanes) {
    if (lanes == reverie_block) {
        if (residual) {
            low += KERNEL(load)(residual);
            high += KERNEL(load)(residual + 8);
        }
        KERNEL(store)(output, low);
        KERNEL(store)(output + 8, high);
    } else {
        size_t first = lanes < 8 ? lanes : 8, second = lanes - first;
        if (residual) {
            low += KERNEL(load_some)(residual, first);
            high += KERNEL(load_some)(residual + 8, second);
        }
        KERNEL(store_some)(output, low, first);
        KERNEL(store_some)(output + 8, high, second);
    }
}

// Unrolled by hand, and with the multiply-add spelled out, because debug builds run it as it stands.
#define EACH_OF_6(DO)                                                                                                  \
    DO(0)                                                                                                              \
    if (pixels > 1) { DO(1) }                                                                                          \
    if (pixels > 2) { DO(2) }                                                                                          \
    if (pixels > 3) { DO(3) }                                                                                          \
    if (pixels > 4) { DO(4) }                                                                                          \
    if (pixels > 5) { DO(5) }                                                                                          
#if KERNEL_TILE == 12
#define EACH_PIXEL(DO)                                                                                                 \
    EACH_OF_6(DO)                                                                                                      \
    if (pixels > 6) { DO(6) }                                                                                          \
    if (pixels > 7) { DO(7) }                                                                                          \
    if (pixels > 8) { DO(8) }                                                                                          \
    if (pixels > 9) { DO(9) }                                                                                          \
    if (pixels > 10) { DO(10) }                                                                                        \
    if (pixels > 11) { DO(11) }                                                                                        
#define EACH_ROW(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11)
#else
#define EACH_PIXEL EACH_OF_6
#define EACH_ROW(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5)
#endif

/// The weights of one block of 16 outputs, and what is to be fetched meanwhile: `soon_step` floats at every step.
typedef struct {
    const float *weights;
    /// If asked to derive them: the weights are (weights + fourth) - second.
    const float *second, *fourth;
    const float *soon;
    size_t soon_step;
} KERNEL(Panel);

INLINE void KERNEL(windows_tile)(
    const size_t pixels, const bool derive, const float *const *window, size_t window_rows, size_t window_row, size_t run,
    const KERNEL(Panel) *panel, const float *bias, const float *residual, size_t residual_stride, float *output,
    size_t output_stride, size_t lanes) {
    const float *weights = panel->weights, *second = panel->second, *fourth = panel->fourth, *soon = panel->soon;
    const size_t soon_step = panel->soon_step;
    float16 start = bias ? KERNEL(load16)(bias) : (float16)0.0f;
#define DECLARE(i) float16 sum##i = start;
    EACH_ROW(DECLARE)
    for (size_t r = 0; r < window_rows; r++) {
#define ROW(i) const float *row##i = window[i < pixels ? i : 0] + r * window_row;
        EACH_ROW(ROW)
        for (size_t k = 0; k < run; k++, weights += reverie_block) {
            float16 weight = KERNEL(load16)(weights);
            if (derive) {
                weight = (weight + KERNEL(load16)(fourth)) - KERNEL(load16)(second);
                second += reverie_block;
                fourth += reverie_block;
            }
#define ACCUMULATE(i) sum##i = FMA16((float16)row##i[k], weight, sum##i);
            EACH_PIXEL(ACCUMULATE)
            if (!derive) __builtin_prefetch(soon + k * soon_step);
        }
    }
#define FINISH(i)                                                                                                      \
    KERNEL(finish)                                                                                                     \
    (sum##i.lo, sum##i.hi, residual ? residual + i * residual_stride : NULL, output + i * output_stride, lanes);
    EACH_PIXEL(FINISH)
#undef DECLARE
#undef ROW
#undef ACCUMULATE
#undef FINISH
}
#undef EACH_OF_6
#undef EACH_PIXEL
#undef EACH_ROW

#define TILE(count)                                                                                                    \
    case count:                                                                                                        \
        KERNEL(windows_tile)                                                                                           \
        (count, derive, window, window_rows, window_row, run, panel, bias, residual, residual_stride, output,          \
         output_stride, lanes);                                                                                        \
        break;
INLINE void KERNEL(any_tiles)(
    size_t pixels, const bool derive, const float *const *window, size_t window_rows, size_t window_row, size_t run,
    const KERNEL(Panel) *panel, const float *bias, const float *residual, size_t residual_stride, float *output,
    size_t output_stride, size_t lanes) {
    switch (pixels) {
        TILE(1) TILE(2) TILE(3) TILE(4) TILE(5) TILE(6)
#if KERNEL_TILE == 12
        TILE(7) TILE(8) TILE(9) TILE(10) TILE(11) TILE(12)
#endif
    default:
        break;
    }
}
#undef TILE

static void KERNEL(windows_tiles)(
    size_t pixels, const float *const *window, size_t window_rows, size_t window_row, size_t run,
    const KERNEL(Panel) *panel, const float *bias, const float *residual, size_t residual_stride, float *output,
    size_t output_stride, size_t lanes) {
    KERNEL(any_tiles)
    (pixels, false, window, window_rows, window_row, run, panel, bias, residual, residual_stride, output, output_stride,
     lanes);
}

static void KERNEL(derived_tiles)(
    size_t pixels, const float *const *window, size_t run, const KERNEL(Panel) *panel, float *output) {
    KERNEL(any_tiles)(pixels, true, window, 1, 0, run, panel, NULL, NULL, 0, output, reverie_block, reverie_block);
}

/// Pixels a tile, so that all tiles have about as many: a tile of a few leaves the multiply-add units waiting for each other.
INLINE size_t KERNEL(even_part)(size_t count) {
    size_t parts = (count + KERNEL_TILE - 1) / KERNEL_TILE;
    return parts ? (count + parts - 1) / parts : 1;
}

static void KERNEL(windows)(
    const ReverieWindows *p, size_t first_block, size_t last_block, size_t first_pixel, size_t last_pixel) {
    size_t block_floats = p->window_rows * p->run * reverie_block, picture_pixels = p->width * p->height;
    for (size_t block = first_block; block < last_block; block++) {
        size_t channel = block * reverie_block, left = p->outputs - channel;
        size_t part = KERNEL(even_part)(last_pixel - first_pixel);
        for (size_t pixel = first_pixel; pixel < last_pixel; pixel += part) {
            size_t count = last_pixel - pixel < part ? last_pixel - pixel : part;
            const float *window[KERNEL_TILE];
            for (size_t i = 0; i < count; i++) {
                size_t picture = (pixel + i) / picture_pixels, place = (pixel + i) % picture_pixels;
                window[i] = p->input + picture * p->picture_stride + place / p->width * p->row_stride
                    + place % p->width * p->pixel_stride;
            }
            KERNEL(Panel) panel = {.weights = p->weights + block * block_floats, .soon = p->weights};
            KERNEL(windows_tiles)
            (count, window, p->window_rows, p->window_row, p->run, &panel, p->bias + channel,
             p->residual ? p->residual + pixel * p->residual_stride + channel : NULL, p->residual_stride,
             p->output + pixel * p->output_stride + channel, p->output_stride,
             left < reverie_block ? left : reverie_block);
        }
    }
}

static void KERNEL(widen)(const signed char *q, size_t run, const float *scales, size_t group, float *weights) {
    for (size_t k = 0; k < run; k++, q += reverie_block, weights += reverie_block) {
        const float *scale = scales + k / group * reverie_block;
        KERNEL(store)(weights, KERNEL(load)(scale) * __builtin_convertvector(*(const KERNEL(byte8) *)q, float8));
        KERNEL(store)
        (weights + 8, KERNEL(load)(scale + 8) * __builtin_convertvector(*(const KERNEL(byte8) *)(q + 8), float8));
    }
}
