// Matrix multiplication: doubles, three plain loops in cache-friendly order.
#include <stdio.h>

enum { N = 384, ROUNDS = 16 };
static double a[N][N], b[N][N], c[N][N];

static void multiply(void) {
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            c[i][j] = 0;
    for (int i = 0; i < N; i++)
        for (int k = 0; k < N; k++)
            for (int j = 0; j < N; j++)
                c[i][j] += a[i][k] * b[k][j];
}

int main(void) {
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            a[i][j] = (i * 7 + j * 3) % 11 / 10.0;
            b[i][j] = (i * 5 + j * 2) % 13 / 12.0;
        }
    double sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
        multiply();
        for (int i = 0; i < N; i++)
            a[i][i] = c[i][(i + round) % N] / 100;
        sum += c[round][N - 1 - round];
    }
    printf("matmul %.9f\n", sum);
}
