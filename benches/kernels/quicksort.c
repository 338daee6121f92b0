// Quicksort of integers by an own routine, and of records through a comparison function.
#include <stdint.h>
#include <stdio.h>

enum { COUNT = 1000000 };

typedef struct {
    uint32_t key, payload;
} Record;

static uint32_t numbers[COUNT];
static Record records[COUNT];

static void sort_numbers(uint32_t *first, uint32_t *last) {
    while (last - first > 16) {
        uint32_t pivot = first[(last - first) / 2], *left = first, *right = last - 1;
        for (;;) {
            while (*left < pivot)
                left++;
            while (*right > pivot)
                right--;
            if (left >= right)
                break;
            uint32_t swap = *left;
            *left++ = *right, *right-- = swap;
        }
        sort_numbers(first, left);
        first = left;
    }
    for (uint32_t *i = first + 1; i < last; i++) {
        uint32_t value = *i, *j = i;
        for (; j > first && j[-1] > value; j--)
            *j = j[-1];
        *j = value;
    }
}

static void sort_records(Record *first, Record *last, int (*compare)(const Record *, const Record *)) {
    while (last - first > 1) {
        Record pivot = first[(last - first) / 2], *left = first, *right = last - 1;
        while (left <= right) {
            while (compare(left, &pivot) < 0)
                left++;
            while (compare(right, &pivot) > 0)
                right--;
            if (left > right)
                break;
            Record swap = *left;
            *left++ = *right, *right-- = swap;
        }
        sort_records(first, right + 1, compare);
        first = left;
    }
}

static int by_key(const Record *a, const Record *b) { return (a->key > b->key) - (a->key < b->key); }
static int by_payload(const Record *a, const Record *b) { return (a->payload > b->payload) - (a->payload < b->payload); }

int main(int argc, char **argv) {
    uint32_t state = 2463534242u, sum = 0;
    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < COUNT; i++) {
            state ^= state << 13, state ^= state >> 17, state ^= state << 5;
            numbers[i] = state;
            records[i] = (Record){state >> 7, state * 2654435761u};
        }
        sort_numbers(numbers, numbers + COUNT);
        sort_records(records, records + COUNT, (round + argc) % 2 ? by_key : by_payload);
        for (int i = 0; i < COUNT; i += 997)
            sum = sum * 31 + numbers[i] + records[i].key;
    }
    printf("quicksort %08x\n", sum);
}
