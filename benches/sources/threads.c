// Threads natively, by pthreads, and by wasi-threads on the layer of the tests:
// the first argument, or what is read, says what is done a number of times.
#ifdef __wasm__
#include "threads.h"
#else
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>
#endif

enum { SPAWNS = 20000, ADDS = 50000000, LOCKS = 20000000 };

static int shared, guard;

static void add(void) {
    for (int i = 0; i < ADDS; i++)
        __atomic_fetch_add(&shared, 1, __ATOMIC_SEQ_CST);
}

static void lock_and_unlock(void) {
    for (int i = 0; i < LOCKS; i++) {
        int expected = 0;
        while (!__atomic_compare_exchange_n(&guard, &expected, 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
            expected = 0;
        shared++;
        __atomic_store_n(&guard, 0, __ATOMIC_SEQ_CST);
    }
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
    case 'a': add(); break;
    case 'l': lock_and_unlock(); break;
    }
#ifndef __wasm__
    return 0;
#endif
}
