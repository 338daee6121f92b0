// Validates UTF-8, sixteen bytes at a time, by three table lookups on nibbles (the algorithm of Keiser and Lemire).
#include <stdio.h>
#include "vectors.h"

enum { SIZE = 4 << 20, ROUNDS = 150 };
static uint8_t text[SIZE + 32];

enum {
    TOO_SHORT = 1, TOO_LONG = 2, OVERLONG_3 = 4, TOO_LARGE = 8, SURROGATE = 16, OVERLONG_2 = 32, TOO_LARGE_1000 = 64,
    OVERLONG_4 = 64, TWO_CONTS = 128, CARRY = TOO_SHORT | TOO_LONG | TWO_CONTS
};

static bytes errors_of(bytes now, bytes before1, bytes before2, bytes before3) {
    const bytes first_high = {TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TWO_CONTS, TWO_CONTS, TWO_CONTS, TWO_CONTS,
        TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE, TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4};
    const bytes first_low = {CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4, CARRY | OVERLONG_2, CARRY, CARRY, CARRY | TOO_LARGE,
        CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
        CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
        CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE, CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000};
    const bytes second_high = {TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
        TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4, TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE,
        TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE, TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE, TOO_SHORT, TOO_SHORT, TOO_SHORT,
        TOO_SHORT};
    bytes special = lookup(first_high, before1 >> 4) & lookup(first_low, before1 & 15) & lookup(second_high, now >> 4);
    bytes third = minus_saturated(before2, splat(0xe0 - 0x80)), fourth = minus_saturated(before3, splat(0xf0 - 0x80));
    return ((third | fourth) & splat(0x80)) ^ special;
}

static int is_valid(int size) {
    bytes errors = splat(0), before = splat(0);
    for (int i = 0; i < size; i += 16) {
        bytes now = load(text + i);
        if (signs(now) | signs(before)) {
            bytes before1 = __builtin_shufflevector(before, now, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
            bytes before2 = __builtin_shufflevector(before, now, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
            bytes before3 = __builtin_shufflevector(before, now, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
            errors |= errors_of(now, before1, before2, before3);
        }
        before = now;
    }
    return !any(errors);
}

int main(void) {
    static const char *words_of[] = {"plain ", "na\xc3\xafve ", "\xe6\xbc\xa2\xe5\xad\x97 ", "\xf0\x9f\x98\x80 ", "ascii text that is longer "};
    uint32_t seed = 3;
    int size = 0;
    for (;;) {
        const char *word = words_of[((seed = seed * 1664525 + 1013904223) >> 24) % 5];
        int length = (int)strlen(word);
        if (size + length > SIZE)
            break;
        memcpy(text + size, word, length);
        size += length;
    }
    int valid = 0;
    for (int round = 0; round < ROUNDS; round++) {
        // Now and then a byte that no text has.
        uint8_t *place = text + (round * 7919) % size, kept = *place;
        if (round % 3 == 0)
            *place = 0xff;
        valid += is_valid(size);
        *place = kept;
    }
    printf("%d\n", valid);
}
