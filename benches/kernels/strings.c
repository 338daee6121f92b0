// String scanning: counting lines and words, searching, splitting and parsing numbers in a generated text of 4 MB.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { SIZE = 4 << 20 };
static char text[SIZE + 1];

static void generate(void) {
    static const char *const words[] = {"the", "quick", "brown", "fox", "jumps", "over", "lazy", "dog", "needle", "hay"};
    uint32_t state = 12345, at = 0;
    while (at < SIZE - 32) {
        state = state * 1664525 + 1013904223;
        uint32_t choice = state >> 24;
        if (choice < 40)
            at += sprintf(text + at, "%u", state >> 8);
        else
            for (const char *word = words[choice % 10]; *word; word++)
                text[at++] = *word;
        text[at++] = choice % 11 == 0 ? '\n' : choice % 17 == 0 ? ',' : ' ';
    }
}

static uint32_t count_words(void) {
    uint32_t words = 0, lines = 0, inside = 0;
    for (const char *p = text; *p; p++) {
        if (*p == '\n')
            lines++;
        uint32_t letter = *p != ' ' && *p != '\n' && *p != ',';
        words += letter & !inside;
        inside = letter;
    }
    return words * 31 + lines;
}

static uint32_t count_matches(const char *needle) {
    uint32_t count = 0;
    size_t length = strlen(needle);
    for (const char *p = text; *p; p++) {
        if (*p != needle[0])
            continue;
        size_t i = 1;
        while (i < length && p[i] == needle[i])
            i++;
        count += i == length;
    }
    return count;
}

static uint32_t sum_numbers(void) {
    uint32_t sum = 0;
    for (const char *p = text; *p;) {
        if (*p < '0' || *p > '9') {
            p++;
            continue;
        }
        uint32_t number = 0;
        while (*p >= '0' && *p <= '9')
            number = number * 10 + (*p++ - '0');
        sum += number;
    }
    return sum;
}

static uint32_t hash_fields(void) {
    uint32_t total = 0;
    for (const char *start = text; *start;) {
        uint32_t hash = 2166136261u;
        const char *end = start;
        while (*end && *end != ',') {
            char c = *end++;
            hash = (hash ^ (c >= 'a' && c <= 'z' ? c - 32 : c)) * 16777619;
        }
        total += hash;
        start = *end ? end + 1 : end;
    }
    return total;
}

int main(void) {
    generate();
    uint32_t sum = 0;
    for (int round = 0; round < 16; round++) {
        sum = sum * 33 + count_words() + count_matches("needle") + count_matches("fox jumps") + sum_numbers() + hash_fields();
        text[round * 4096] ^= 1;
    }
    printf("strings %08x\n", sum);
}
