// A layer of a neural network in bytes: quantises a vector of floats to seven bits, multiplies it with a matrix of signed
// bytes, and scales the sums back. By relaxed vector instructions.
#include <stdio.h>
#include "relaxed.h"

enum { N = 1024 };
static int8_t matrix[N][N];
static float x[N];
static int8_t quantised[N];

static words quarter(const float *from, floats scale) {
    floats v;
    memcpy(&v, from, 16);
    floats zero = {0, 0, 0, 0}, most = {127, 127, 127, 127};
    return truncated(lesser(greater(v * scale, zero), most));
}

static void quantise(float largest) {
    float s = largest > 0 ? 127 / largest : 0;
    floats scale = {s, s, s, s};
    for (int i = 0; i < N; i += 16)
        store(&quantised[i], narrowed_again(narrowed(quarter(x + i, scale), quarter(x + i + 4, scale)),
                                            narrowed(quarter(x + i + 8, scale), quarter(x + i + 12, scale))));
}

static float row(const int8_t *weights) {
    words sums[2] = {0};
    for (int i = 0; i < N; i += 32) {
        sums[0] = add_products(sums[0], load(weights + i), load(quantised + i));
        sums[1] = add_products(sums[1], load(weights + i + 16), load(quantised + i + 16));
    }
    words sum = sums[0] + sums[1];
    return (float)(int32_t)(sum[0] + sum[1] + sum[2] + sum[3]);
}

int main(void) {
    for (int i = 0; i < N; i++) {
        x[i] = (float)(i * 37 % 101);
        for (int j = 0; j < N; j++)
            matrix[i][j] = (int8_t)(i * 31 + j * 17 + i * j % 13);
    }
    static float y[N];
    for (int round = 0; round < 6000; round++) {
        float largest = 0;
        for (int i = 0; i < N; i++)
            largest = x[i] > largest ? x[i] : largest;
        quantise(largest);
        for (int i = 0; i < N; i++)
            y[i] = row(matrix[i]);
        for (int i = 0; i < N; i++)
            x[i] = y[i] < 0 ? -y[i] / 512 : y[i] / 256;
    }
    double sum = 0;
    for (int i = 0; i < N; i++)
        sum += x[i];
    printf("%.3f\n", sum);
}
#ifdef __wasm__
#pragma clang attribute pop
#endif
