// Bytecode interpreter: a `switch` in a loop over a small stack machine, running a program that sums over primes.
#include <stdint.h>
#include <stdio.h>

enum { PUSH, LOAD, STORE, ADD, SUBTRACT, MULTIPLY, MODULO, LESS, JUMP, JUMP_IF_ZERO, DUPLICATE, DROP, CALL, RETURN, HALT };

typedef struct {
    int32_t operation, operand;
} Instruction;

// n = 2; do { d = 2; while (d * d < n + 1) { if (n % d == 0) goto next; d++; } sum += twice(n) % 97; next: n++; } while (n < limit)
static const Instruction program[] = {
    {PUSH, 2}, {STORE, 0},                                                            //  0: n = 2
    {PUSH, 2}, {STORE, 1},                                                            //  2: d = 2
    {LOAD, 1}, {DUPLICATE, 0}, {MULTIPLY, 0}, {LOAD, 0}, {PUSH, 1}, {ADD, 0}, {LESS, 0}, {JUMP_IF_ZERO, 20}, // 4: d * d < n + 1
    {LOAD, 0}, {LOAD, 1}, {MODULO, 0}, {JUMP_IF_ZERO, 27},                            // 12: n % d
    {LOAD, 1}, {CALL, 36}, {STORE, 1}, {JUMP, 4},                                     // 16: d = next(d)
    {LOAD, 0}, {CALL, 39}, {PUSH, 97}, {MODULO, 0}, {LOAD, 2}, {ADD, 0}, {STORE, 2},  // 20: sum += twice(n) % 97
    {LOAD, 0}, {CALL, 36}, {DUPLICATE, 0}, {STORE, 0},                                // 27: n = next(n)
    {PUSH, 200000}, {LESS, 0}, {JUMP_IF_ZERO, 35}, {JUMP, 2},                         // 31: while n < limit
    {HALT, 0},                                                                        // 35
    {PUSH, 1}, {ADD, 0}, {RETURN, 0},                                                 // 36: next
    {DUPLICATE, 0}, {ADD, 0}, {RETURN, 0},                                            // 39: twice
};

static int64_t run(int64_t *steps) {
    int64_t stack[64], variables[4] = {0};
    int32_t returns[16];
    int top = 0, depth = 0, at = 0;
    for (;;) {
        Instruction instruction = program[at++];
        ++*steps;
        switch (instruction.operation) {
        case PUSH: stack[top++] = instruction.operand; break;
        case LOAD: stack[top++] = variables[instruction.operand]; break;
        case STORE: variables[instruction.operand] = stack[--top]; break;
        case ADD: top--, stack[top - 1] += stack[top]; break;
        case SUBTRACT: top--, stack[top - 1] -= stack[top]; break;
        case MULTIPLY: top--, stack[top - 1] *= stack[top]; break;
        case MODULO: top--, stack[top - 1] = (uint32_t)stack[top - 1] % (uint32_t)stack[top]; break;
        case LESS: top--, stack[top - 1] = stack[top - 1] < stack[top]; break;
        case JUMP: at = instruction.operand; break;
        case JUMP_IF_ZERO: if (stack[--top] == 0) at = instruction.operand; break;
        case DUPLICATE: stack[top] = stack[top - 1], top++; break;
        case DROP: top--; break;
        case CALL: returns[depth++] = at, at = instruction.operand; break;
        case RETURN: at = returns[--depth]; break;
        case HALT: return variables[2];
        default: return -1;
        }
    }
}

int main(void) {
    int64_t steps = 0, sum = run(&steps);
    printf("interpreter %lld after %lld steps\n", (long long)sum, (long long)steps);
}
