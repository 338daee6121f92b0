// Threads by wasi-threads without a C library: start, join, mutexes, condition
// variables, barriers and thread-local variables, on the instructions alone.
// `threads-start.s` has the function that a thread begins with.
//
// A program defines `void test(void)`. It prints `ok` and exits with 0, or with
// 1 after at least one line about what is wrong.
#ifndef THREADS_H
#define THREADS_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long s64;

#define NULL ((void *)0)
#define IMPORT(name) \
    __attribute__((import_module("wasi_snapshot_preview1"), import_name(#name))) u32 name

typedef struct { const void *base; u32 length; } iovec;

IMPORT(fd_read)(u32 fd, const iovec *iovecs, u32 count, u32 *read);
IMPORT(fd_write)(u32 fd, const iovec *iovecs, u32 count, u32 *written);
IMPORT(fd_pread)(u32 fd, const iovec *iovecs, u32 count, u64 offset, u32 *read);
IMPORT(fd_close)(u32 fd);
IMPORT(fd_seek)(u32 fd, s64 offset, u32 whence, u64 *position);
IMPORT(fd_readdir)(u32 fd, void *entries, u32 size, u64 cookie, u32 *used);
IMPORT(path_open)(u32 fd, u32 flags, const char *path, u32 length, u32 oflags, u64 rights,
                  u64 inheriting, u32 fdflags, u32 *opened);
IMPORT(path_unlink_file)(u32 fd, const char *path, u32 length);
IMPORT(sched_yield)(void);
IMPORT(clock_time_get)(u32 clock, u64 precision, u64 *time);
IMPORT(poll_oneoff)(const void *subscriptions, void *events, u32 count, u32 *stored);
__attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_exit"), noreturn))
void proc_exit(u32 status);
__attribute__((import_module("wasi"), import_name("thread-spawn")))
int thread_spawn(void *argument);

typedef struct {
    // What `threads-start.s` loads; its own order.
    char *stack;
    char *tls;
    void (*run)(void *);
    void *argument;
    // 0 while the thread runs.
    int done;
} thread;

static int wait_while(int *address, int expected) {
    return __builtin_wasm_memory_atomic_wait32(address, expected, -1);
}

static void wake(int *address, u32 count) {
    __builtin_wasm_memory_atomic_notify(address, count);
}

static u32 text_length(const char *text) {
    u32 length = 0;
    while (text[length]) {
        length++;
    }
    return length;
}

static void print(const char *text) {
    iovec line = { text, text_length(text) };
    u32 written;
    fd_write(1, &line, 1, &written);
}

static int failures;

static void expect_at(int condition, const char *what) {
    if (!condition && __atomic_add_fetch(&failures, 1, __ATOMIC_SEQ_CST) < 20) {
        print(what);
    }
}

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)
#define EXPECT(condition) expect_at(condition, __FILE_NAME__ ":" TEXT(__LINE__) ": " #condition "\n")

// Memory that is never given back, from the end of what the linker placed.
extern char __heap_base[];
static u32 heap_used;

static void *allocate(u32 size) {
    u32 rounded = (size + 63) & ~63u;
    u32 start = __atomic_fetch_add(&heap_used, rounded, __ATOMIC_SEQ_CST);
    char *place = (char *)(((u32)__heap_base + 63) & ~63u) + start;
    while ((u32)place + rounded > __builtin_wasm_memory_size(0) << 16) {
        if (__builtin_wasm_memory_grow(0, 1) == -1ul) {
            __builtin_trap();
        }
    }
    return place;
}

// Starts `run(argument)` with thread-local variables of its own; 0 where that is
// impossible. The space of a thread that has been joined can be used again.
static int start(thread *new, void (*run)(void *), void *argument) {
    enum { STACK = 16 << 10 };
    if (!new->stack) {
        new->stack = (char *)allocate(STACK) + STACK;
        new->tls = allocate(__builtin_wasm_tls_size());
    }
    new->run = run;
    new->argument = argument;
    new->done = 0;
    return thread_spawn(new) > 0;
}

static void join(thread *other) {
    while (!__atomic_load_n(&other->done, __ATOMIC_SEQ_CST)) {
        wait_while(&other->done, 0);
    }
}

void __wasm_init_tls(char *tls);

// Called by `threads-start.s` on the thread's own stack.
void thread_main(int name, thread *self) {
    (void)name;
    __wasm_init_tls(self->tls);
    self->run(self->argument);
    __atomic_store_n(&self->done, 1, __ATOMIC_SEQ_CST);
    wake(&self->done, -1);
}

// 0: free, 1: held, 2: held and wanted.
typedef int mutex;

static void lock(mutex *m) {
    int seen = 0;
    if (__atomic_compare_exchange_n(m, &seen, 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
        return;
    }
    while (__atomic_exchange_n(m, 2, __ATOMIC_SEQ_CST) != 0) {
        wait_while(m, 2);
    }
}

static void unlock(mutex *m) {
    if (__atomic_exchange_n(m, 0, __ATOMIC_SEQ_CST) == 2) {
        wake(m, 1);
    }
}

// Counts signals.
typedef int condition;

static void wait(condition *c, mutex *m) {
    int seen = __atomic_load_n(c, __ATOMIC_SEQ_CST);
    unlock(m);
    wait_while(c, seen);
    lock(m);
}

static void signal(condition *c, u32 count) {
    __atomic_fetch_add(c, 1, __ATOMIC_SEQ_CST);
    wake(c, count);
}

typedef struct { int size, arrived, round; } barrier;

static void arrive(barrier *b) {
    int round = __atomic_load_n(&b->round, __ATOMIC_SEQ_CST);
    if (__atomic_add_fetch(&b->arrived, 1, __ATOMIC_SEQ_CST) == b->size) {
        __atomic_store_n(&b->arrived, 0, __ATOMIC_SEQ_CST);
        __atomic_add_fetch(&b->round, 1, __ATOMIC_SEQ_CST);
        wake(&b->round, -1);
        return;
    }
    while (__atomic_load_n(&b->round, __ATOMIC_SEQ_CST) == round) {
        wait_while(&b->round, round);
    }
}

void test(void);

void _start(void) {
    test();
    if (failures) {
        proc_exit(1);
    }
    print("ok\n");
}

#endif
