// Virtual calls: objects of eight kinds behind tables of function pointers, called in a data-dependent order.
#include <stdint.h>
#include <stdio.h>

typedef struct Object Object;

typedef struct {
    uint32_t (*update)(Object *, uint32_t);
    uint32_t (*measure)(const Object *);
} Methods;

struct Object {
    const Methods *methods;
    uint32_t a, b;
};

#define KIND(name, change, result)                                                                            \
    static uint32_t name##_update(Object *self, uint32_t x) { change; return self->a; }                       \
    static uint32_t name##_measure(const Object *self) { return result; }                                     \
    static const Methods name = {name##_update, name##_measure};

KIND(adder, self->a += x, self->a)
KIND(mixer, self->a = (self->a ^ x) * 2654435761u, self->a >> 3)
KIND(rotator, self->a = self->a << (x & 15) | self->a >> (31 - (x & 15)), self->a + self->b)
KIND(counter, self->b++; self->a += self->b & x, self->b)
KIND(holder, if (x & 1) self->a = x, self->a - self->b)
KIND(swapper, uint32_t t = self->a; self->a = self->b + x; self->b = t, self->a ^ self->b)
KIND(shifter, self->a = (self->a >> 1) + x, self->a * 3)
KIND(limiter, self->a = x < self->a ? x : self->a + 7, self->a | 1)

static const Methods *const kinds[8] = {&adder, &mixer, &rotator, &counter, &holder, &swapper, &shifter, &limiter};

enum { COUNT = 1024 };
static Object objects[COUNT];

int main(void) {
    for (uint32_t i = 0; i < COUNT; i++)
        objects[i] = (Object){kinds[(i * 2654435761u >> 13) % 8], i, i * 7};
    uint32_t x = 1;
    for (int round = 0; round < 60000; round++) {
        for (uint32_t i = 0; i < COUNT; i++) {
            Object *object = &objects[i];
            x += object->methods->update(object, x);
        }
        if (round % 8 == 0)
            for (uint32_t i = 0; i < COUNT; i++)
                x ^= objects[i].methods->measure(&objects[i]);
    }
    printf("virtual %08x\n", x);
}
