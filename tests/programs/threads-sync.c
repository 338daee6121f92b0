// Mutexes, condition variables, barriers, thread-local variables and queues.
#include "threads.h"

enum { THREADS = 8, ROUNDS = 2000 };

static thread threads[THREADS];
static mutex guard;
static u64 counted;
static _Thread_local u32 local = 5;
static _Thread_local u64 local_zero;

static void count(void *argument) {
    u32 number = (u32)argument;
    EXPECT(local == 5 && local_zero == 0);
    for (u32 i = 0; i < ROUNDS; i++) {
        lock(&guard);
        counted++;
        unlock(&guard);
        local += number;
        local_zero++;
    }
    EXPECT(local == 5 + number * ROUNDS && local_zero == ROUNDS);
}

static void run_all(void (*run)(void *)) {
    for (u32 i = 0; i < THREADS; i++) {
        EXPECT(start(&threads[i], run, (void *)i));
    }
    for (u32 i = 0; i < THREADS; i++) {
        join(&threads[i]);
    }
}

// A bounded queue: half of the threads put numbers in, half take them out.
enum { PLACES = 4 };
static u32 queue[PLACES], used, next_in, next_out;
static condition not_full, not_empty;
static u64 sum;

static void put(u32 value) {
    lock(&guard);
    while (used == PLACES) {
        wait(&not_full, &guard);
    }
    queue[next_in++ % PLACES] = value;
    used++;
    signal(&not_empty, 1);
    unlock(&guard);
}

static u32 take(void) {
    lock(&guard);
    while (used == 0) {
        wait(&not_empty, &guard);
    }
    u32 value = queue[next_out++ % PLACES];
    used--;
    signal(&not_full, 1);
    unlock(&guard);
    return value;
}

static void pass(void *argument) {
    u32 number = (u32)argument;
    for (u32 i = 0; i < ROUNDS; i++) {
        if (number % 2) {
            put(number * ROUNDS + i);
        } else {
            __atomic_fetch_add(&sum, take(), __ATOMIC_RELAXED);
        }
    }
}

// In each round every thread sees what all have written in the one before.
static barrier meeting = { .size = THREADS };
static u32 cells[THREADS];

static void meet(void *argument) {
    u32 number = (u32)argument;
    for (u32 round = 0; round < 200; round++) {
        cells[number] = round * THREADS + number;
        arrive(&meeting);
        for (u32 i = 0; i < THREADS; i++) {
            EXPECT(cells[i] == round * THREADS + i);
        }
        arrive(&meeting);
    }
}

// A lock by tickets, with nothing but atomic instructions.
static u32 ticket, served;
static u64 by_tickets;

static void queue_up(void *argument) {
    (void)argument;
    for (u32 i = 0; i < 200; i++) {
        u32 mine = __atomic_fetch_add(&ticket, 1, __ATOMIC_SEQ_CST);
        while (__atomic_load_n(&served, __ATOMIC_SEQ_CST) != mine) {
            sched_yield();
        }
        by_tickets = by_tickets * 3 + 1;
        __atomic_store_n(&served, mine + 1, __ATOMIC_SEQ_CST);
    }
}

// Each thread sleeps by the clock, all at the same time.
static void sleep(void *argument) {
    (void)argument;
    struct {
        u64 userdata;
        u8 type;
        struct { u32 id; u64 timeout, precision; u16 flags; } clock;
    } subscription = { 7, 0, { 1, 100000000, 0, 0 } };
    struct { u64 userdata; u16 error; u8 type; u64 bytes; u16 flags; } event;
    u32 stored;
    u64 before, after;
    clock_time_get(1, 0, &before);
    EXPECT(poll_oneoff(&subscription, &event, 1, &stored) == 0);
    clock_time_get(1, 0, &after);
    EXPECT(stored == 1 && event.userdata == 7 && event.error == 0);
    EXPECT(after - before >= 100000000);
}

void test(void) {
    run_all(count);
    EXPECT(counted == THREADS * ROUNDS);
    EXPECT(local == 5 && local_zero == 0);
    run_all(pass);
    u64 expected = 0;
    for (u64 number = 1; number < THREADS; number += 2) {
        expected += number * ROUNDS * ROUNDS + (u64)ROUNDS * (ROUNDS - 1) / 2;
    }
    EXPECT(sum == expected && used == 0);
    run_all(meet);
    run_all(queue_up);
    u64 value = 0;
    for (u32 i = 0; i < THREADS * 200; i++) {
        value = value * 3 + 1;
    }
    EXPECT(by_tickets == value);
    u64 before, after;
    clock_time_get(1, 0, &before);
    run_all(sleep);
    clock_time_get(1, 0, &after);
    EXPECT(after - before < 8 * 100000000ull);
}
