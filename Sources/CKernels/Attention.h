// Scaled dot-product attention (Vaswani et al. 2017, equation 1), a tile of queries at a time.

static void KERNEL(softmax)(float *row, size_t count, float scale) {
    if (count == 0) return;
    float largest = row[0];
    for (size_t i = 1; i < count; i++) largest = row[i] > largest ? row[i] : largest;
    float8 sum = 0;
    for (size_t i = 0; i < count; i += 8) {
        size_t lanes = count - i < 8 ? count - i : 8;
        float8 v = lanes == 8 ? KERNEL(load)(row + i) : KERNEL(load_some)(row + i, lanes);
        v = KERNEL(exp)((v - largest) * scale);
        for (size_t lane = lanes; lane < 8; lane++) v[lane] = 0;
        sum += v;
        if (lanes == 8) {
            KERNEL(store)(row + i, v);
        } else {
            KERNEL(store_some)(row + i, v, lanes);
        }
    }
    float inverse = 1 / KERNEL(horizontal_sum)(sum);
    for (size_t i = 0; i < count; i++) row[i] *= inverse;
}

/// Keys and values in the order in which windows_tile reads its weights.
static void KERNEL(attention_pack)(const ReverieAttention *p) {
    float *to = p->packed_keys;
    for (size_t block = 0; block < p->tokens; block += reverie_block) {
        for (size_t d = 0; d < p->width; d++) {
            for (size_t j = block; j < block + reverie_block; j++) *to++ = j < p->tokens ? p->keys[j * p->stride + d] : 0;
        }
    }
    to = p->packed_values;
    for (size_t block = 0; block < p->width; block += reverie_block) {
        for (size_t j = 0; j < p->tokens; j++) {
            for (size_t d = block; d < block + reverie_block; d++) *to++ = d < p->width ? p->values[j * p->stride + d] : 0;
        }
    }
}

static void KERNEL(attention)(const ReverieAttention *p, size_t first_query, size_t last_query) {
    float scores[KERNEL_TILE * reverie_maximum_tokens];
    const float *window[KERNEL_TILE];
    size_t row = (p->tokens + reverie_block - 1) / reverie_block * reverie_block;
    size_t part = KERNEL(even_part)(last_query - first_query);
    for (size_t query = first_query; query < last_query; query += part) {
        size_t count = last_query - query < part ? last_query - query : part;
        for (size_t i = 0; i < count; i++) window[i] = p->queries + (query + i) * p->stride;
        for (size_t j = 0; j < p->tokens; j += reverie_block) {
            KERNEL(Panel) panel = {.weights = p->packed_keys + j * p->width, .soon = p->packed_keys};
            KERNEL(windows_tiles)(count, window, 1, 0, p->width, &panel, NULL, NULL, 0, scores + j, row, reverie_block);
        }
        for (size_t i = 0; i < count; i++) {
            KERNEL(softmax)(scores + i * row, p->tokens, p->scale);
            window[i] = scores + i * row;
        }
        for (size_t d = 0; d < p->width; d += reverie_block) {
            size_t lanes = p->width - d < reverie_block ? p->width - d : reverie_block;
            KERNEL(Panel) panel = {.weights = p->packed_values + d * p->tokens, .soon = p->packed_values};
            KERNEL(windows_tiles)
            (count, window, 1, 0, p->tokens, &panel, NULL, NULL, 0, p->output + query * p->output_stride + d,
             p->output_stride, lanes);
        }
    }
}
