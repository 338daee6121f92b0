// Multiplies matrices of f32 with a blocked inner loop over 4x8 tiles.
#include <stdio.h>
#include "vectors.h"

enum { N = 384 };
static float a[N][N], b[N][N], c[N][N];

static floats load4(const float *from) {
    floats x;
    memcpy(&x, from, 16);
    return x;
}

static void tile(int row, int column) {
    floats sums[4][2] = {0};
    for (int k = 0; k < N; k++) {
        floats left = load4(&b[k][column]), right = load4(&b[k][column + 4]);
        for (int i = 0; i < 4; i++) {
            float x = a[row + i][k];
            floats xs = {x, x, x, x};
            sums[i][0] += xs * left;
            sums[i][1] += xs * right;
        }
    }
    for (int i = 0; i < 4; i++)
        memcpy(&c[row + i][column], sums[i], 32);
}

int main(void) {
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            a[i][j] = (float)((i * 7 + j * 3) % 16);
            b[i][j] = (float)((i * 5 + j * 11) % 16);
        }
    double sum = 0;
    for (int round = 0; round < 60; round++) {
        a[round][round] += 1;
        for (int row = 0; row < N; row += 4)
            for (int column = 0; column < N; column += 8)
                tile(row, column);
        sum += c[round][N - 1 - round];
    }
    printf("%.0f\n", sum);
}
