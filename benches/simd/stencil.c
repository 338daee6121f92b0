// Jacobi steps of a five-point stencil on a grid of f32, vectorised by the compiler.
#include <stdio.h>

enum { N = 1024, STEPS = 500 };
static float grids[2][N][N];

static void step(float to[N][N], float from[N][N]) {
    for (int i = 1; i < N - 1; i++)
        for (int j = 1; j < N - 1; j++)
            to[i][j] = 0.25f * (from[i - 1][j] + from[i + 1][j] + from[i][j - 1] + from[i][j + 1]);
}

int main(void) {
    for (int i = 0; i < N; i++)
        grids[0][i][0] = grids[1][i][0] = grids[0][0][i] = grids[1][0][i] = (float)(i % 17);
    for (int round = 0; round < STEPS; round++)
        step(grids[(round + 1) % 2], grids[round % 2]);
    double sum = 0;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            sum += grids[0][i][j];
    printf("%.3f\n", sum);
}
