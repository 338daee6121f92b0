// A box blur of an 8-bit image with widening arithmetic, vectorised by the compiler.
#include <stdint.h>
#include <stdio.h>

enum { WIDTH = 2048, HEIGHT = 1024, ROUNDS = 120 };
static uint8_t image[HEIGHT][WIDTH], blurred[HEIGHT][WIDTH];

static void blur(uint8_t to[HEIGHT][WIDTH], uint8_t from[HEIGHT][WIDTH]) {
    for (int y = 1; y < HEIGHT - 1; y++)
        for (int x = 1; x < WIDTH - 1; x++) {
            uint16_t sum = from[y - 1][x - 1] + 2 * from[y - 1][x] + from[y - 1][x + 1];
            sum += 2 * from[y][x - 1] + 4 * from[y][x] + 2 * from[y][x + 1];
            sum += from[y + 1][x - 1] + 2 * from[y + 1][x] + from[y + 1][x + 1];
            to[y][x] = (uint8_t)((sum + 8) >> 4);
        }
}

int main(void) {
    uint32_t seed = 1;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            image[y][x] = (uint8_t)((seed = seed * 1664525 + 1013904223) >> 24);
    for (int round = 0; round < ROUNDS; round++) {
        blur(blurred, image);
        blur(image, blurred);
    }
    uint32_t sum = 0;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            sum = sum * 31 + image[y][x];
    printf("%08x\n", sum);
}
