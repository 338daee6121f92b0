// The functions that clang calls for `setjmp` and `longjmp`.
#include "setjmp.h"

// The tag that clang's code catches.
__asm__(".globl __c_longjmp\n"
        ".tagtype __c_longjmp i32\n"
        "__c_longjmp:\n");
enum { LONGJMP_TAG = 1 };

void __wasm_setjmp(jmp_buf buffer, uint32_t label, void *function_call) {
    buffer->function_call = function_call;
    buffer->label = label;
}

uint32_t __wasm_setjmp_test(jmp_buf buffer, void *function_call) {
    return buffer->function_call == function_call ? buffer->label : 0;
}

void __wasm_longjmp(jmp_buf buffer, int value) {
    buffer->thrown.buffer = buffer;
    buffer->thrown.value = value ? value : 1;
    __builtin_wasm_throw(LONGJMP_TAG, &buffer->thrown);
}
