// The one product behind 3x3 convolutions, 1x1 convolutions, linear layers and attention: `pixels` windows by 16 outputs
// in registers, the windows' floats broadcast one by one against packed weights.

INLINE void KERNEL(windows_tile)(
    const size_t pixels, const float *const *window, size_t window_rows, size_t window_row, size_t run,
    const float *weights, const float *bias, const float *residual, float *output, size_t output_stride, size_t lanes) {
    float8 low[reverie_tile], high[reverie_tile];
    float8 bias_low = bias ? KERNEL(load)(bias) : (float8)0.0f, bias_high = bias ? KERNEL(load)(bias + 8) : (float8)0.0f;
#pragma clang loop unroll(full)
    for (size_t i = 0; i < pixels; i++) {
        low[i] = bias_low;
        high[i] = bias_high;
    }
    for (size_t r = 0; r < window_rows; r++) {
        const float *row[reverie_tile];
#pragma clang loop unroll(full)
        for (size_t i = 0; i < pixels; i++) row[i] = window[i] + r * window_row;
        for (size_t k = 0; k < run; k++) {
            float8 weight_low = KERNEL(load)(weights), weight_high = KERNEL(load)(weights + 8);
            weights += reverie_block;
#pragma clang loop unroll(full)
            for (size_t i = 0; i < pixels; i++) {
                float8 value = row[i][k];
                low[i] = KERNEL(fma)(value, weight_low, low[i]);
                high[i] = KERNEL(fma)(value, weight_high, high[i]);
            }
        }
    }
#pragma clang loop unroll(full)
    for (size_t i = 0; i < pixels; i++) {
        float *to = output + i * output_stride;
        if (lanes == reverie_block) {
            if (residual) {
                low[i] += KERNEL(load)(residual + i * output_stride);
                high[i] += KERNEL(load)(residual + i * output_stride + 8);
            }
            KERNEL(store)(to, low[i]);
            KERNEL(store)(to + 8, high[i]);
        } else {
            size_t first = lanes < 8 ? lanes : 8, second = lanes - first;
            if (residual) {
                low[i] += KERNEL(load_some)(residual + i * output_stride, first);
                high[i] += KERNEL(load_some)(residual + i * output_stride + 8, second);
            }
            KERNEL(store_some)(to, low[i], first);
            KERNEL(store_some)(to + 8, high[i], second);
        }
    }
}

static void KERNEL(windows_tiles)(
    size_t pixels, const float *const *window, size_t window_rows, size_t window_row, size_t run, const float *weights,
    const float *bias, const float *residual, float *output, size_t output_stride, size_t lanes) {
#define TILE(count)                                                                                                    \
    case count:                                                                                                        \
        KERNEL(windows_tile)                                                                                           \
        (count, window, window_rows, window_row, run, weights, bias, residual, output, output_stride, lanes);          \
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
             left < reverie_block ? left : reverie_block);
        }
    }
}
