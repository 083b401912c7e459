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
#define EACH_PIXEL(DO)                                                                                                 \
    DO(0)                                                                                                              \
    if (pixels > 1) { DO(1) }                                                                                          \
    if (pixels > 2) { DO(2) }                                                                                          \
    if (pixels > 3) { DO(3) }                                                                                          \
    if (pixels > 4) { DO(4) }                                                                                          \
    if (pixels > 5) { DO(5) }

INLINE void KERNEL(windows_tile)(
    const size_t pixels, const float *const *window, size_t window_rows, size_t window_row, size_t run,
    const float *weights, const float *bias, const float *residual, float *output, size_t output_stride, size_t lanes,
    const float *soon, size_t soon_step) {
    float8 bias_low = bias ? KERNEL(load)(bias) : (float8)0.0f, bias_high = bias ? KERNEL(load)(bias + 8) : (float8)0.0f;
#define DECLARE(i) float8 low##i = bias_low, high##i = bias_high;
    DECLARE(0) DECLARE(1) DECLARE(2) DECLARE(3) DECLARE(4) DECLARE(5)
    for (size_t r = 0; r < window_rows; r++) {
        const float *row0 = window[0] + r * window_row, *row1, *row2, *row3, *row4, *row5;
#define ROW(i) row##i = window[i] + r * window_row;
        EACH_PIXEL(ROW)
        for (size_t k = 0; k < run; k++, weights += reverie_block) {
            float8 weight_low = *(const unaligned8 *)weights, weight_high = *(const unaligned8 *)(weights + 8);
#define ACCUMULATE(i)                                                                                                  \
    low##i = FMA((float8)row##i[k], weight_low, low##i);                                                               \
    high##i = FMA((float8)row##i[k], weight_high, high##i);
            EACH_PIXEL(ACCUMULATE)
            __builtin_prefetch(soon + k * soon_step);
        }
    }
#define FINISH(i)                                                                                                      \
    KERNEL(finish)                                                                                                     \
    (low##i, high##i, residual ? residual + i * output_stride : NULL, output + i * output_stride, lanes);
    EACH_PIXEL(FINISH)
#undef DECLARE
#undef ROW
#undef ACCUMULATE
#undef FINISH
}
#undef EACH_PIXEL

static void KERNEL(windows_tiles)(
    size_t pixels, const float *const *window, size_t window_rows, size_t window_row, size_t run, const float *weights,
    const float *bias, const float *residual, float *output, size_t output_stride, size_t lanes, const float *soon,
    size_t soon_step) {
#define TILE(count)                                                                                                    \
    case count:                                                                                                        \
        KERNEL(windows_tile)                                                                                           \
        (count, window, window_rows, window_row, run, weights, bias, residual, output, output_stride, lanes, soon,     \
         soon_step);                                                                                                   \
        break;
    switch (pixels) {
        TILE(1) TILE(2) TILE(3) TILE(4) TILE(5) TILE(6)
    default:
        break;
    }
#undef TILE
}

static void KERNEL(windows)(
    const ReverieWindows *p, size_t first_block, size_t last_block, size_t first_pixel, size_t last_pixel) {
    size_t block_floats = p->window_rows * p->run * reverie_block, picture_pixels = p->width * p->height;
    for (size_t block = first_block; block < last_block; block++) {
        size_t channel = block * reverie_block, left = p->outputs - channel;
        for (size_t pixel = first_pixel; pixel < last_pixel; pixel += reverie_tile) {
            size_t count = last_pixel - pixel < reverie_tile ? last_pixel - pixel : reverie_tile;
            const float *window[reverie_tile];
            for (size_t i = 0; i < count; i++) {
                size_t picture = (pixel + i) / picture_pixels, place = (pixel + i) % picture_pixels;
                window[i] = p->input + picture * p->picture_stride + place / p->width * p->row_stride
                    + place % p->width * p->pixel_stride;
            }
            size_t to = pixel * p->output_stride + channel;
            KERNEL(windows_tiles)
            (count, window, p->window_rows, p->window_row, p->run, p->weights + block * block_floats, p->bias + channel,
             p->residual ? p->residual + to : NULL, p->output + to, p->output_stride,
             left < reverie_block ? left : reverie_block, p->weights, 0);
        }
    }
}
