// 3x3 convolution by Winograd's minimal filtering (Lavin & Gray 2016): F(2x2, 3x3) on tiles of 4x4, F(4x4, 3x3) on tiles of
// 6x6. The transforms only add, subtract and scale by powers of two, so that each operation is rounded once whether or not
// the machine fuses.

/// B^T d, one column: 4 values `step` apart.
INLINE void KERNEL(winograd_input2)(const float8 *d, size_t step, float8 *t, size_t to) {
    t[0] = d[0] - d[2 * step];
    t[to] = d[step] + d[2 * step];
    t[2 * to] = d[2 * step] - d[step];
    t[3 * to] = d[step] - d[3 * step];
}

/// B^T d, one column: 6 values `step` apart.
INLINE void KERNEL(winograd_input4)(const float8 *d, size_t step, float8 *t, size_t to) {
    float8 d1 = d[step], d2 = d[2 * step], d3 = d[3 * step], d4 = d[4 * step];
    float8 even = d4 - 4.0f * d2, odd = d3 - 4.0f * d1, near = d4 - d2, far = 2.0f * (d3 - d1);
    t[0] = 4.0f * (d[0] - d2) + near;
    t[to] = even + odd;
    t[2 * to] = even - odd;
    t[3 * to] = near + far;
    t[4 * to] = near - far;
    t[5 * to] = 4.0f * (d1 - d3) + (d[5 * step] - d3);
}

/// A^T m, one column: 4 values become 2.
INLINE void KERNEL(winograd_output2)(const float8 *m, size_t step, float8 *y, size_t to) {
    float8 m1 = m[step], m2 = m[2 * step];
    y[0] = m[0] + (m1 + m2);
    y[to] = (m1 - m2) - m[3 * step];
}

/// A^T m, one column: 6 values become 4.
INLINE void KERNEL(winograd_output4)(const float8 *m, size_t step, float8 *y, size_t to) {
    float8 m1 = m[step], m2 = m[2 * step], m3 = m[3 * step], m4 = m[4 * step];
    float8 sum = m1 + m2, difference = m1 - m2, outer_sum = m3 + m4, outer_difference = m3 - m4;
    y[0] = m[0] + (sum + outer_sum);
    y[to] = difference + 2.0f * outer_difference;
    y[2 * to] = sum + 4.0f * outer_sum;
    y[3 * to] = (difference + 8.0f * outer_difference) + m[5 * step];
}

/// The input tiles first...last as [side][side] planes of [tile][channels].
INLINE void KERNEL(winograd_input_tiles)(const ReverieWinograd *p, const size_t side, size_t first, size_t last) {
    size_t step = side - 2, across = (p->width + step - 1) / step, tiles = across * ((p->height + step - 1) / step);
    for (size_t tile = first; tile < last; tile++) {
        size_t picture = tile / tiles, y = tile % tiles / across * step, x = tile % across * step;
        const float *first_pixel = p->input + picture * p->picture_stride;
        const float *at[reverie_winograd_planes];
        for (size_t i = 0; i < side; i++) {
            for (size_t j = 0; j < side; j++) {
                // The pixel (y + i - 1, x + j - 1), which for the first is one before the picture's edge.
                bool inside = y + i >= 1 && y + i <= p->height && x + j >= 1 && x + j <= p->width;
                at[i * side + j] = p->zeros;
                if (inside) {
                    at[i * side + j] = first_pixel + (y + i - 1) / p->scale * p->row_stride
                        + (x + j - 1) / p->scale * p->channels;
                }
            }
        }
        float *to = p->transformed + tile * p->channels;
        for (size_t c = 0; c < p->channels; c += 8) {
            float8 d[reverie_winograd_planes], t[reverie_winograd_planes];
            for (size_t i = 0; i < side * side; i++) d[i] = KERNEL(load)(at[i] + c);
            for (size_t j = 0; j < side; j++) {
                if (side == 4) {
                    KERNEL(winograd_input2)(d + j, side, t + j, side);
                } else {
                    KERNEL(winograd_input4)(d + j, side, t + j, side);
                }
            }
            for (size_t i = 0; i < side; i++) {
                if (side == 4) {
                    KERNEL(winograd_input2)(t + i * side, 1, d + i * side, 1);
                } else {
                    KERNEL(winograd_input4)(t + i * side, 1, d + i * side, 1);
                }
            }
            for (size_t i = 0; i < side * side; i++) KERNEL(store)(to + i * p->plane + c, d[i]);
        }
    }
}

static void KERNEL(winograd_input)(const ReverieWinograd *p, size_t first_tile, size_t last_tile) {
    if (p->step == 2) {
        KERNEL(winograd_input_tiles)(p, 4, first_tile, last_tile);
    } else {
        KERNEL(winograd_input_tiles)(p, 6, first_tile, last_tile);
    }
}

/// One tile of one block of 16 outputs, from its products ([side][side] planes, `plane` floats apart) to pixels.
INLINE void KERNEL(winograd_pixels)(
    const ReverieWinograd *p, const size_t side, const float *product, size_t plane, size_t tile, size_t channel) {
    size_t step = side - 2, across = (p->width + step - 1) / step, tiles = across * ((p->height + step - 1) / step);
    size_t picture = tile / tiles, y = tile % tiles / across * step, x = tile % across * step;
    size_t rows = p->height - y < step ? p->height - y : step, columns = p->width - x < step ? p->width - x : step;
    size_t corner = ((picture * p->height + y) * p->width + x) * p->outputs + channel;
    size_t left = p->outputs - channel < reverie_block ? p->outputs - channel : reverie_block;
    float8 result[2][16];
    for (size_t half = 0; half < 2; half++) {
        float8 m[reverie_winograd_planes], t[reverie_winograd_planes], bias = KERNEL(load)(p->bias + channel + 8 * half);
        for (size_t i = 0; i < side * side; i++) m[i] = KERNEL(load)(product + i * plane + 8 * half);
        for (size_t j = 0; j < side; j++) {
            if (side == 4) {
                KERNEL(winograd_output2)(m + j, side, t + j, side);
            } else {
                KERNEL(winograd_output4)(m + j, side, t + j, side);
            }
        }
        for (size_t i = 0; i < step; i++) {
            if (side == 4) {
                KERNEL(winograd_output2)(t + i * side, 1, result[half] + i * step, 1);
            } else {
                KERNEL(winograd_output4)(t + i * side, 1, result[half] + i * step, 1);
            }
        }
        for (size_t i = 0; i < step * step; i++) result[half][i] += bias;
    }
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            size_t to = corner + (i * p->width + j) * p->outputs;
            KERNEL(finish)
            (result[0][i * step + j], result[1][i * step + j], p->residual ? p->residual + to : NULL, p->output + to, left);
        }
    }
}

/// The products of one plane for the listed tiles of a band, while the next plane's weights are fetched.
INLINE void KERNEL(winograd_products)(
    const ReverieWinograd *p, const float *transformed, const float *weights, const unsigned char *tiles, size_t count,
    float *product) {
    size_t part = KERNEL(even_part)(count);
    for (size_t first = 0; first < count; first += part) {
        size_t rows = count - first < part ? count - first : part;
        const float *window[KERNEL_TILE];
        float sums[KERNEL_TILE * reverie_block];
        for (size_t row = 0; row < rows; row++) window[row] = transformed + tiles[first + row] * p->channels;
        KERNEL(windows_tiles)
        (rows, window, 1, 0, p->channels, weights, NULL, NULL, sums, reverie_block, reverie_block,
         weights + (p->channels + first * p->channels / count) * reverie_block, reverie_block * part / count);
        for (size_t row = 0; row < rows; row++) {
            float *to = product + tiles[first + row] * reverie_block;
            KERNEL(store)(to, KERNEL(load)(sums + row * reverie_block));
            KERNEL(store)(to + 8, KERNEL(load)(sums + row * reverie_block + 8));
        }
    }
}

INLINE void KERNEL(winograd_output_tiles)(
    const ReverieWinograd *p, const size_t side, size_t block, size_t first, size_t last) {
    float product[reverie_winograd_planes * reverie_winograd_band * reverie_block];
    size_t step = side - 2, across = (p->width + step - 1) / step, tiles = across * ((p->height + step - 1) / step);
    size_t planes = side * side, plane_weights = p->channels * reverie_block;
    const float *weights = p->weights + block * planes * plane_weights;
    for (size_t band = first; band < last; band += reverie_winograd_band) {
        size_t count = last - band < reverie_winograd_band ? last - band : reverie_winograd_band;
        // The last row of planes counts only for a tile's last row of pixels, and the last column for its last column: a
        // tile that reaches beyond the edge does without. Lists of tiles, by whether the plane is in the last row (2) and
        // in the last column (1).
        unsigned char wanted[4][reverie_winograd_band];
        size_t wanted_count[4] = {0, 0, 0, 0};
        for (size_t tile = 0; tile < count; tile++) {
            bool full_height = ((band + tile) % tiles / across + 1) * step <= p->height;
            bool full_width = ((band + tile) % across + 1) * step <= p->width;
            for (size_t kind = 0; kind < 4; kind++) {
                if ((full_height || !(kind & 2)) && (full_width || !(kind & 1))) {
                    wanted[kind][wanted_count[kind]++] = (unsigned char)tile;
                }
            }
        }
        for (size_t i = 0; i < planes; i++) {
            size_t kind = (i / side == side - 1 ? 2 : 0) + (i % side == side - 1 ? 1 : 0);
            float *to = product + i * reverie_winograd_band * reverie_block;
            if (wanted_count[kind] < count) {
                for (size_t lane = 0; lane < count * reverie_block; lane += 8) KERNEL(store)(to + lane, 0);
            }
            KERNEL(winograd_products)
            (p, p->transformed + i * p->plane + band * p->channels, weights + i * plane_weights, wanted[kind],
             wanted_count[kind], to);
        }
        for (size_t tile = 0; tile < count; tile++) {
            KERNEL(winograd_pixels)
            (p, side, product + tile * reverie_block, reverie_winograd_band * reverie_block, band + tile,
             block * reverie_block);
        }
    }
}

static void KERNEL(winograd_output)(const ReverieWinograd *p, size_t block, size_t first_tile, size_t last_tile) {
    if (p->step == 2) {
        KERNEL(winograd_output_tiles)(p, 4, block, first_tile, last_tile);
    } else {
        KERNEL(winograd_output_tiles)(p, 6, block, first_tile, last_tile);
    }
}
