// Threads natively, by pthreads, and by wasi-threads on the layer of the tests:
// the first argument, or what is read, says what is done a number of times.
#ifdef __wasm__
#include "threads.h"
#else
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>
#endif

enum { SPAWNS = 20000, ATOMICS = 40000000, LOCKS = 20000000 };

static int shared, guard;

// Sixteen in a row: how a loop of one or two happens to lie, and what its end is made
// of, changes its time by up to a tenth.
#define FOUR(action) action action action action
#define REPEAT(count, action)                                                                      \
    for (int i = 0; i < (count) / 16; i++) { FOUR(FOUR(action;)) }

static void load(void) {
    REPEAT(ATOMICS, (void)__atomic_load_n(&shared, __ATOMIC_SEQ_CST))
}

static void store(void) {
    REPEAT(ATOMICS, __atomic_store_n(&shared, i, __ATOMIC_SEQ_CST))
}

static void add(void) {
    REPEAT(ATOMICS, __atomic_fetch_add(&shared, 1, __ATOMIC_SEQ_CST))
}

static void exchange_if_equal(void) {
    int expected = 0;
    REPEAT(ATOMICS, __atomic_compare_exchange_n(&shared, &expected, i, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
}

static inline void acquire(void) {
    int expected = 0;
    while (!__atomic_compare_exchange_n(&guard, &expected, 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
        expected = 0;
}

static void lock_and_unlock(void) {
    REPEAT(LOCKS, acquire(); shared++; __atomic_store_n(&guard, 0, __ATOMIC_SEQ_CST))
}

#ifdef __wasm__
static void nothing(void *argument) {
    (void)argument;
}

static void spawn_and_join(void) {
    static thread other;
    for (int i = 0; i < SPAWNS; i++) {
        if (!start(&other, nothing, NULL))
            proc_exit(2);
        join(&other);
    }
}

static char what(void) {
    char byte = 0;
    iovec place = {&byte, 1};
    u32 count;
    fd_read(0, &place, 1, &count);
    return byte;
}

void test(void) {
#else
static void *nothing(void *argument) {
    return argument;
}

static void spawn_and_join(void) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 8 << 20);
    for (int i = 0; i < SPAWNS; i++) {
        pthread_t other;
        if (pthread_create(&other, &attributes, nothing, NULL) != 0)
            exit(2);
        pthread_join(other, NULL);
    }
}

static char what(void) {
    char byte = 0;
    (void)!read(0, &byte, 1);
    return byte;
}

int main(void) {
#endif
    switch (what()) {
    case 's': spawn_and_join(); break;
    case 'r': load(); break;
    case 'w': store(); break;
    case 'a': add(); break;
    case 'e': exchange_if_equal(); break;
    case 'l': lock_and_unlock(); break;
    }
#ifndef __wasm__
    return 0;
#endif
}
