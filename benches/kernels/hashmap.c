// Hash map: open addressing with linear probing and tombstones; inserts, lookups and removals of 64-bit keys.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { EMPTY = 0, REMOVED = 1, FULL = 2 };

typedef struct {
    uint64_t key, value;
    uint32_t state;
} Slot;

typedef struct {
    Slot *slots;
    uint32_t mask, used;
} Map;

static uint64_t hash(uint64_t key) {
    key ^= key >> 33;
    key *= 0xff51afd7ed558ccdull;
    key ^= key >> 33;
    key *= 0xc4ceb9fe1a85ec53ull;
    return key ^ key >> 33;
}

static Map map_new(uint32_t capacity) {
    return (Map){calloc(capacity, sizeof(Slot)), capacity - 1, 0};
}

static Slot *map_find(const Map *map, uint64_t key) {
    for (uint32_t i = hash(key) & map->mask;; i = (i + 1) & map->mask) {
        Slot *slot = &map->slots[i];
        if (slot->state == EMPTY)
            return NULL;
        if (slot->state == FULL && slot->key == key)
            return slot;
    }
}

static void map_insert(Map *map, uint64_t key, uint64_t value);

static void map_grow(Map *map) {
    Map bigger = map_new((map->mask + 1) * 2);
    for (uint32_t i = 0; i <= map->mask; i++)
        if (map->slots[i].state == FULL)
            map_insert(&bigger, map->slots[i].key, map->slots[i].value);
    free(map->slots);
    *map = bigger;
}

static void map_insert(Map *map, uint64_t key, uint64_t value) {
    Slot *found = map_find(map, key);
    if (found) {
        found->value += value;
        return;
    }
    if ((map->used + 1) * 4 > (map->mask + 1) * 3)
        map_grow(map);
    uint32_t i = hash(key) & map->mask;
    while (map->slots[i].state == FULL)
        i = (i + 1) & map->mask;
    if (map->slots[i].state == EMPTY)
        map->used++;
    map->slots[i] = (Slot){key, value, FULL};
}

int main(void) {
    uint64_t state = 88172645463325252ull, sum = 0;
    for (int round = 0; round < 12; round++) {
        Map map = map_new(64);
        for (int i = 0; i < 400000; i++) {
            state ^= state << 13, state ^= state >> 7, state ^= state << 17;
            map_insert(&map, state % 60000, i);
            Slot *slot = map_find(&map, (state >> 20) % 120000);
            if (slot) {
                sum += slot->value;
                if (state % 7 == 0)
                    slot->state = REMOVED;
            }
        }
        sum += map.used;
        free(map.slots);
    }
    printf("hashmap %016llx\n", (unsigned long long)sum);
}
