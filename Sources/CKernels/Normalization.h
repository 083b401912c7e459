// Group normalisation as one multiply-add for each element, and the element-wise functions that follow it.

static void KERNEL(group_norm)(const ReverieGroupNorm *p, size_t group) {
    size_t width = p->channels / p->groups, first = group * width, last = first + width;
    double total = 0, total_squares = 0;
    for (size_t channel = first; channel < last; channel += 8) {
        size_t lanes = last - channel < 8 ? last - channel : 8;
        double8 sum = 0, squares = 0;
        for (size_t pixel = 0; pixel < p->pixels; pixel++) {
            const float *at = p->input + pixel * p->pixel_stride + channel;
            double8 x = __builtin_convertvector(lanes == 8 ? KERNEL(load)(at) : KERNEL(load_some)(at, lanes), double8);
            sum += x;
            squares += x * x; // Exact before the sum: a float's square fits a double.
        }
        for (size_t i = 0; i < lanes; i++) {
            total += sum[i];
            total_squares += squares[i];
        }
    }
    double count = (double)(p->pixels * width), mean = total / count;
    double variance = total_squares / count - mean * mean;
    double inverse = 1 / __builtin_sqrt((variance < 0 ? 0 : variance) + (double)p->epsilon);
    for (size_t channel = first; channel < last; channel++) {
        double scale = inverse * (double)p->gamma[channel], shift = (double)p->beta[channel] - mean * scale;
        if (p->modulation) {
            double gain = 1 + (double)p->modulation[channel];
            scale = scale * gain;
            shift = shift * gain + (double)p->modulation[p->channels + channel];
        }
        p->scale[channel] = (float)scale;
        p->shift[channel] = (float)shift;
    }
}

static void KERNEL(affine)(
    const float *x, size_t pixel_stride, size_t rows, size_t width, size_t channels, const float *scale,
    const float *shift, bool silu, float *y, size_t output_row) {
    for (size_t row = 0; row < rows; row++) {
        float *to = y + row * output_row;
        for (size_t pixel = 0; pixel < width; pixel++, x += pixel_stride, to += channels) {
            size_t c = 0;
            for (; c + 8 <= channels; c += 8) {
                float8 v = FMA(KERNEL(load)(x + c), KERNEL(load)(scale + c), KERNEL(load)(shift + c));
                KERNEL(store)(to + c, silu ? KERNEL(silu)(v) : v);
            }
            if (c < channels) {
                size_t left = channels - c;
                float8 v = FMA(
                    KERNEL(load_some)(x + c, left), KERNEL(load_some)(scale + c, left), KERNEL(load_some)(shift + c, left));
                KERNEL(store_some)(to + c, silu ? KERNEL(silu)(v) : v, left);
            }
        }
    }
}

static void KERNEL(silu_array)(const float *x, size_t count, float *y) {
    size_t i = 0;
    for (; i + 8 <= count; i += 8) KERNEL(store)(y + i, KERNEL(silu)(KERNEL(load)(x + i)));
    if (i < count) KERNEL(store_some)(y + i, KERNEL(silu)(KERNEL(load_some)(x + i, count - i)), count - i);
}

static void KERNEL(exponential)(const float *x, size_t count, float *y) {
    size_t i = 0;
    for (; i + 8 <= count; i += 8) KERNEL(store)(y + i, KERNEL(exp)(KERNEL(load)(x + i)));
    if (i < count) KERNEL(store_some)(y + i, KERNEL(exp)(KERNEL(load_some)(x + i, count - i)), count - i);
}

static void KERNEL(fused)(const float *a, const float *b, const float *c, size_t count, float *d) {
    for (size_t i = 0; i < count; i += 8) {
        size_t lanes = count - i < 8 ? count - i : 8;
        float8 v = FMA(
            KERNEL(load_some)(a + i, lanes), KERNEL(load_some)(b + i, lanes), KERNEL(load_some)(c + i, lanes));
        KERNEL(store_some)(d + i, v, lanes);
    }
}

static void KERNEL(error_function)(const float *x, size_t count, float *y) {
    size_t i = 0;
    for (; i + 8 <= count; i += 8) KERNEL(store)(y + i, KERNEL(erf)(KERNEL(load)(x + i)));
    if (i < count) KERNEL(store_some)(y + i, KERNEL(erf)(KERNEL(load_some)(x + i, count - i)), count - i);
}

static void KERNEL(gelu_array)(const float *x, size_t count, float *y) {
    size_t i = 0;
    for (; i + 8 <= count; i += 8) KERNEL(store)(y + i, KERNEL(gelu)(KERNEL(load)(x + i)));
    if (i < count) KERNEL(store_some)(y + i, KERNEL(gelu)(KERNEL(load_some)(x + i, count - i)), count - i);
}
