// A stand-in for <setjmp.h> on WASI without exceptions: setjmp never returns twice, so longjmp must end the program.
#ifndef CORPUS_SETJMP_H
#define CORPUS_SETJMP_H

#include <stdio.h>
#include <stdlib.h>

typedef int jmp_buf[1];
typedef int sigjmp_buf[1];

#define setjmp(buffer) ((void)(buffer), 0)
#define sigsetjmp(buffer, save) ((void)(buffer), 0)

static inline _Noreturn void longjmp(jmp_buf buffer, int value) {
    (void)buffer;
    fprintf(stderr, "longjmp(%d) is not supported\n", value);
    exit(70);
}

#endif
