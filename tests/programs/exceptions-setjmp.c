// setjmp and longjmp as clang compiles them: across many frames, again and
// again, nested, and a hundred thousand times.
#include "setjmp.h"

__attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_exit")))
_Noreturn void proc_exit(int);

static void expect(int line, int holds) {
    if (!holds) proc_exit(line & 0x7f);
}
#define EXPECT(holds) expect(__LINE__, holds)

static jmp_buf outer, inner;
static volatile int depth;

__attribute__((noinline)) static void dive(int n) {
    depth = n;
    if (n == 500) longjmp(outer, 42);
    dive(n + 1);
    depth++;
}

__attribute__((noinline)) static int nested(int which) {
    int result = setjmp(outer);
    if (result) return 100 + result;
    result = setjmp(inner);
    if (result) longjmp(outer, result + 1);
    longjmp(which ? inner : outer, 5);
}

__attribute__((noinline)) static int again(void) {
    volatile int tries = 0;
    int value = setjmp(outer);
    tries++;
    if (tries < 5) longjmp(outer, tries);
    return tries * 10 + value;
}

__attribute__((export_name("_start"))) void start(void) {
    int value = setjmp(outer);
    if (value == 0) dive(0);
    EXPECT(value == 42 && depth == 500);
    EXPECT(again() == 54);
    EXPECT(nested(0) == 105);
    EXPECT(nested(1) == 106);
    volatile int count = 0;
    for (volatile int i = 0; i < 100000; i++) {
        if (setjmp(inner) == 0) longjmp(inner, 0);
        count++;
    }
    EXPECT(count == 100000);
    proc_exit(7);
}
