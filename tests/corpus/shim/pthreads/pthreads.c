// What musl's thread functions stand on, for wasi-threads: waiting, and starting
// and joining threads. The rest is musl's own.
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "pthread_impl.h"

__attribute__((import_module("wasi"), import_name("thread-spawn"))) int thread_spawn(void *argument);
void __wasm_init_tls(void *tls);

void __wait(volatile int *address, volatile int *waiters, int value, int private) {
    (void)private;
    if (waiters)
        __atomic_fetch_add(waiters, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(address, __ATOMIC_SEQ_CST) == value)
        __builtin_wasm_memory_atomic_wait32((int *)address, value, -1);
    if (waiters)
        __atomic_fetch_sub(waiters, 1, __ATOMIC_SEQ_CST);
}

int __timedwait_cp(volatile int *address, int value, clockid_t clock, const struct timespec *at, int private) {
    (void)private;
    long long left = -1;
    if (at) {
        struct timespec now;
        if (!clock) // as musl numbers them
            clock = CLOCK_REALTIME;
        if (at->tv_nsec >= 1000000000 || clock_gettime(clock, &now) != 0)
            return EINVAL;
        left = (at->tv_sec - now.tv_sec) * 1000000000LL + (at->tv_nsec - now.tv_nsec);
        if (left <= 0)
            return ETIMEDOUT;
    }
    return __builtin_wasm_memory_atomic_wait32((int *)address, value, left) == 2 ? ETIMEDOUT : 0;
}

int __timedwait(volatile int *address, int value, clockid_t clock, const struct timespec *at, int private) {
    return __timedwait_cp(address, value, clock, at, private);
}

int __pthread_setcancelstate(int new, int *old) {
    (void)new;
    if (old)
        *old = 0;
    return 0;
}
void __pthread_testcancel(void) {}
void pthread_testcancel(void) {}
void __vm_wait(void) {}
void __vm_lock(void) {}
void __vm_unlock(void) {}

struct start {
    void *stack; // read by `wasi_thread_start`
    void *tls;
    void *(*run)(void *);
    void *argument;
    volatile int done;
    void *result;
    void *specific[PTHREAD_KEYS_MAX];
};

enum { STACK = 64 << 10 };

// Threads are what was allocated for them.
int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes, void *(*run)(void *), void *restrict argument) {
    (void)attributes;
    size_t tls = __builtin_wasm_tls_size(), align = __builtin_wasm_tls_align();
    char *space = aligned_alloc(align < 16 ? 16 : align, (sizeof(struct start) + tls + align + STACK + 63) / 64 * 64);
    if (!space)
        return EAGAIN;
    struct start *start = (void *)space;
    char *after = space + sizeof *start;
    start->tls = (char *)(((size_t)after + align - 1) / align * align);
    start->stack = (char *)(((size_t)start->tls + tls + STACK) / 16 * 16);
    memset(start->specific, 0, sizeof start->specific);
    start->run = run;
    start->argument = argument;
    start->done = 0;
    *thread = (pthread_t)start;
    if (thread_spawn(start) > 0)
        return 0;
    free(space);
    return EAGAIN;
}

static void begin(int tid, void **specific) {
    struct pthread *self = __pthread_self();
    self->self = self;
    self->tid = tid;
    self->robust_list.head = &self->robust_list.head;
    self->tsd = specific;
}

__attribute__((constructor)) static void begin_main(void) { begin(0x3fffffff, __pthread_tsd_main); }

void thread_main(int tid, struct start *start) {
    __wasm_init_tls(start->tls);
    begin(tid, start->specific);
    void *result = start->run(start->argument);
    __pthread_tsd_run_dtors();
    start->result = result;
    __atomic_store_n(&start->done, 1, __ATOMIC_SEQ_CST);
    __builtin_wasm_memory_atomic_notify((int *)&start->done, -1);
}

int pthread_join(pthread_t thread, void **result) {
    struct start *start = (void *)thread;
    __wait(&start->done, NULL, 0, 0);
    if (result)
        *result = start->result;
    free(start);
    return 0;
}
