// 3x3 convolution by Winograd's minimal filtering (Lavin & Gray 2016): F(2x2, 3x3) on tiles of 4x4, F(4x2, 3x3) on tiles of
// 6x4, F(4x4, 3x3) on tiles of 6x6. The transforms only add, subtract and scale by powers of two, so that each operation is rounded once whether or not
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

/// The input tiles first...last as [high][wide] planes of [tile][channels].
INLINE void KERNEL(winograd_input_tiles)(
    const ReverieWinograd *p, const size_t high, const size_t wide, size_t first, size_t last) {
    size_t across = (p->width + wide - 3) / (wide - 2), tiles = across * ((p->height + high - 3) / (high - 2));
    for (size_t tile = first; tile < last; tile++) {
        size_t picture = tile / tiles, y = tile % tiles / across * (high - 2), x = tile % across * (wide - 2);
        const float *first_pixel = p->input + picture * p->picture_stride;
        const float *at[reverie_winograd_planes];
        for (size_t i = 0; i < high; i++) {
            for (size_t j = 0; j < wide; j++) {
                // The pixel (y + i - 1, x + j - 1), which for the first is one before the picture's edge.
                bool inside = y + i >= 1 && y + i <= p->height && x + j >= 1 && x + j <= p->width;
                at[i * wide + j] = p->zeros;
                if (inside) {
                    at[i * wide + j] = first_pixel + (y + i - 1) / p->scale * p->row_stride
                        + (x + j - 1) / p->scale * p->pixel_stride;
                }
            }
        }
        float *to = p->transformed + tile * p->channels;
        for (size_t c = 0; c < p->channels; c += 8) {
            float8 d[reverie_winograd_planes], t[reverie_winograd_planes];
            for (size_t i = 0; i < high * wide; i++) d[i] = KERNEL(load)(at[i] + c);
            for (size_t j = 0; j < wide; j++) {
                if (high == 4) {
                    KERNEL(winograd_input2)(d + j, wide, t + j, wide);
                } else {
                    KERNEL(winograd_input4)(d + j, wide, t + j, wide);
                }
            }
            for (size_t i = 0; i < high; i++) {
                if (wide == 4) {
                    KERNEL(winograd_input2)(t + i * wide, 1, d + i * wide, 1);
                } else {
                    KERNEL(winograd_input4)(t + i * wide, 1, d + i * wide, 1);
                }
            }
            for (size_t i = 0; i < high * wide; i++) KERNEL(store)(to + i * p->plane + c, d[i]);
        }
    }
}

static void KERNEL(winograd_input)(const ReverieWinograd *p, size_t first_tile, size_t last_tile) {
    if (p->down == 2) {
        KERNEL(winograd_input_tiles)(p, 4, 4, first_tile, last_tile);
    } else if (p->across == 2) {
        KERNEL(winograd_input_tiles)(p, 6, 4, first_tile, last_tile);
    } else {
        KERNEL(winograd_input_tiles)(p, 6, 6, first_tile, last_tile);
    }
}

/// One tile of one block of 16 outputs, from its products ([high][wide] planes, `plane` floats apart) to pixels.
INLINE void KERNEL(winograd_pixels)(
    const ReverieWinograd *p, const size_t high, const size_t wide, const float *product, size_t plane, size_t tile,
    size_t channel) {
    size_t down = high - 2, right = wide - 2;
    size_t across = (p->width + right - 1) / right, tiles = across * ((p->height + down - 1) / down);
    size_t picture = tile / tiles, y = tile % tiles / across * down, x = tile % across * right;
    size_t rows = p->height - y < down ? p->height - y : down, columns = p->width - x < right ? p->width - x : right;
    size_t corner = (picture * p->height + y) * p->width + x;
    size_t left = p->outputs - channel < reverie_block ? p->outputs - channel : reverie_block;
    float8 result[2][16];
    for (size_t half = 0; half < 2; half++) {
        float8 m[reverie_winograd_planes], t[reverie_winograd_planes], bias = KERNEL(load)(p->bias + channel + 8 * half);
        for (size_t i = 0; i < high * wide; i++) m[i] = KERNEL(load)(product + i * plane + 8 * half);
        for (size_t j = 0; j < wide; j++) {
            if (high == 4) {
                KERNEL(winograd_output2)(m + j, wide, t + j, wide);
            } else {
                KERNEL(winograd_output4)(m + j, wide, t + j, wide);
            }
        }
        for (size_t i = 0; i < down; i++) {
            if (wide == 4) {
                KERNEL(winograd_output2)(t + i * wide, 1, result[half] + i * right, 1);
            } else {
                KERNEL(winograd_output4)(t + i * wide, 1, result[half] + i * right, 1);
            }
        }
        for (size_t i = 0; i < down * right; i++) result[half][i] += bias;
    }
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            size_t pixel = corner + i * p->width + j;
            KERNEL(finish)
            (result[0][i * right + j], result[1][i * right + j],
             p->residual ? p->residual + pixel * p->residual_stride + channel : NULL,
             p->output + pixel * p->output_stride + channel, left);
        }
    }
}

/// The products of one plane for the listed tiles of a band; meanwhile the weights behind `panel` are fetched, unless they are
/// derived.
INLINE void KERNEL(winograd_products)(
    const ReverieWinograd *p, const float *transformed, KERNEL(Panel) panel, const unsigned char *tiles, size_t count,
    bool all, float *product) {
    size_t part = KERNEL(even_part)(count);
    for (size_t first = 0; first < count; first += part) {
        size_t rows = count - first < part ? count - first : part;
        const float *window[KERNEL_TILE];
        float listed[KERNEL_TILE * reverie_block], *sums = all ? product + first * reverie_block : listed;
        for (size_t row = 0; row < rows; row++) window[row] = transformed + tiles[first + row] * p->channels;
        if (panel.second) {
            KERNEL(derived_tiles)(rows, window, p->channels, &panel, sums);
        } else {
            panel.soon = panel.weights + (p->channels + first * p->channels / count) * reverie_block;
            panel.soon_step = reverie_block * part / count;
            KERNEL(windows_tiles)
            (rows, window, 1, 0, p->channels, &panel, NULL, NULL, 0, sums, reverie_block, reverie_block);
        }
        for (size_t row = 0; !all && row < rows; row++) {
            float *to = product + tiles[first + row] * reverie_block;
            KERNEL(store)(to, KERNEL(load)(sums + row * reverie_block));
            KERNEL(store)(to + 8, KERNEL(load)(sums + row * reverie_block + 8));
        }
    }
}

/// The weights of one plane of a block that starts at `weights`.
INLINE KERNEL(Panel) KERNEL(winograd_panel)(
    const float *weights, const size_t wide, size_t row, size_t column, size_t plane_weights) {
    if (wide == 6) return (KERNEL(Panel)){.weights = weights + (row * wide + column) * plane_weights};
    const float *first = weights + row * 3 * plane_weights, *second = first + plane_weights, *fourth = second + plane_weights;
    if (column == 2) return (KERNEL(Panel)){.weights = first, .second = second, .fourth = fourth};
    return (KERNEL(Panel)){.weights = column == 0 ? first : column == 1 ? second : fourth};
}

INLINE void KERNEL(winograd_output_tiles)(
    const ReverieWinograd *p, const size_t high, const size_t wide, size_t block, size_t first, size_t last) {
    float product[reverie_winograd_planes * reverie_winograd_band * reverie_block];
    size_t down = high - 2, right = wide - 2;
    size_t across = (p->width + right - 1) / right, tiles = across * ((p->height + down - 1) / down);
    size_t plane_weights = p->channels * reverie_block;
    const float *weights = p->weights + block * high * (wide == 4 ? 3 : wide) * plane_weights;
    for (size_t band = first; band < last; band += reverie_winograd_band) {
        size_t count = last - band < reverie_winograd_band ? last - band : reverie_winograd_band;
        // The last row of planes counts only for a tile's last row of pixels, and the last column for its last column: a
        // tile that reaches beyond the edge does without. Lists of tiles, by whether the plane is in the last row (2) and
        // in the last column (1).
        unsigned char wanted[4][reverie_winograd_band];
        size_t wanted_count[4] = {0, 0, 0, 0};
        for (size_t tile = 0; tile < count; tile++) {
            bool full_height = ((band + tile) % tiles / across + 1) * down <= p->height;
            bool full_width = ((band + tile) % across + 1) * right <= p->width;
            for (size_t kind = 0; kind < 4; kind++) {
                if ((full_height || !(kind & 2)) && (full_width || !(kind & 1))) {
                    wanted[kind][wanted_count[kind]++] = (unsigned char)tile;
                }
            }
        }
        for (size_t i = 0; i < high * wide; i++) {
            // The derived column comes last, when the others are in the cache.
            size_t row = i / wide, column = wide == 4 && i % wide >= 2 ? 5 - i % wide : i % wide;
            size_t kind = (row == high - 1 ? 2 : 0) + (column == wide - 1 ? 1 : 0), plane = row * wide + column;
            float *to = product + plane * reverie_winograd_band * reverie_block;
            if (wanted_count[kind] < count) {
                for (size_t lane = 0; lane < count * reverie_block; lane += 8) KERNEL(store)(to + lane, 0);
            }
            KERNEL(winograd_products)
            (p, p->transformed + plane * p->plane + band * p->channels,
             KERNEL(winograd_panel)(weights, wide, row, column, plane_weights), wanted[kind], wanted_count[kind],
             wanted_count[kind] == count, to);
        }
        for (size_t tile = 0; tile < count; tile++) {
            KERNEL(winograd_pixels)
            (p, high, wide, product + tile * reverie_block, reverie_winograd_band * reverie_block, band + tile,
             block * reverie_block);
        }
    }
}

static void KERNEL(winograd_output)(const ReverieWinograd *p, size_t block, size_t first_tile, size_t last_tile) {
    if (p->down == 2) {
        KERNEL(winograd_output_tiles)(p, 4, 4, block, first_tile, last_tile);
    } else if (p->across == 2) {
        KERNEL(winograd_output_tiles)(p, 6, 4, block, first_tile, last_tile);
    } else {
        KERNEL(winograd_output_tiles)(p, 6, 6, block, first_tile, last_tile);
    }
}
