// C++ exceptions as clang compiles them: destructors on the way, `catch (...)`,
// `throw;` and exceptions in destructors' functions. The few functions that
// clang calls for it are here as well.
using size_t = decltype(sizeof 0);

extern "C" {
__attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_exit")))
[[noreturn]] void proc_exit(int);

char _ZTIi;
static char space[64 << 10];
static size_t used;

void *__cxa_allocate_exception(size_t size) {
    if (used + size + 16 > sizeof space) used = 0;
    void *place = space + used;
    used += (size + 15) & ~size_t(15);
    return place;
}

// The tag that clang's code catches.
__asm__(".globl __cpp_exception\n"
        ".tagtype __cpp_exception i32\n"
        "__cpp_exception:\n");
constexpr int CPP_TAG = 0;

static void *caught[16];
static int handlers;

[[noreturn]] void __cxa_throw(void *exception, void *, void (*)(void *)) {
    __builtin_wasm_throw(CPP_TAG, exception);
}
[[noreturn]] void __cxa_rethrow() {
    __builtin_wasm_throw(CPP_TAG, caught[handlers - 1]);
}
void *__cxa_begin_catch(void *exception) {
    return caught[handlers++] = exception;
}
void __cxa_end_catch() {
    handlers--;
}
[[noreturn]] void _ZSt9terminatev() {
    proc_exit(99);
}
int __gxx_wasm_personality_v0(...) {
    return 0;
}
}

static void expect(int line, bool holds) {
    if (!holds) proc_exit(line & 0x7f);
}
#define EXPECT(holds) expect(__LINE__, holds)

static volatile int alive, destroyed;

struct Guard {
    int number;
    [[gnu::noinline]] explicit Guard(int number) : number(number) {
        alive = alive + 1;
    }
    [[gnu::noinline]] ~Guard() {
        alive = alive - 1;
        destroyed = destroyed * 3 + number;
    }
};

[[gnu::noinline]] static void fail(int n) {
    if (n > 0) throw n;
}

[[gnu::noinline]] static int deep(int n, int limit) {
    Guard guard(n & 1);
    if (n > limit) return 0;
    if (n == limit) fail(n);
    return deep(n + 1, limit) + guard.number;
}

[[gnu::noinline]] static int three(int n) {
    Guard first(1);
    try {
        Guard second(2);
        fail(n);
        Guard third(3);
        fail(n - 10);
    } catch (...) {
        Guard fourth(4);
        if (n & 1) throw;
        return 50 + n;
    }
    return n;
}

[[gnu::noinline]] static int outer(int n) {
    try {
        return three(n);
    } catch (...) {
        return -n;
    }
}

extern "C" __attribute__((export_name("_start"))) void start() {
    EXPECT(outer(0) == 0);
    EXPECT(outer(2) == 52);
    EXPECT(outer(3) == -3);
    EXPECT(alive == 0);
    for (int i = 0; i < 20000; i++) {
        destroyed = 0;
        EXPECT(outer(3) == -3);
        EXPECT(destroyed == ((2 * 3 + 4) * 3 + 1));
    }
    bool came = false;
    try {
        deep(0, 1000);
    } catch (...) {
        came = true;
    }
    EXPECT(came);
    EXPECT(alive == 0 && handlers == 0);
    proc_exit(7);
}
