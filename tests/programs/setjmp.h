// What clang expects of `setjmp.h`.
#ifndef SETJMP_H
#define SETJMP_H

#include <stdint.h>

typedef struct {
    void *function_call;
    uint32_t label;
    struct {
        void *buffer;
        int value;
    } thrown;
} jmp_buf[1];

int setjmp(jmp_buf) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf, int);

#endif
