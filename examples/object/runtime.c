/* A runtime of one's own for an object that `wasi2native --emit obj` made of
 * `examples/hello.wat`. docs/objects.md explains it.
 *
 *   wasi2native --emit obj examples/hello.wat -o hello.o
 *   cc examples/object/runtime.c hello.o -o hello
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* runtime-support/abi/descriptor.rs and records.rs in C. */
struct span { int64_t offset; uint64_t count; };
struct program {
    uint64_t magic, required_features, stack_size;
    struct span code, traps, functions, names, regions, entries, capabilities;
};
struct region { uint64_t address, reserved, accessible, image_offset, image_length; };
struct memory { uint8_t *base; uint64_t length, maximum, page_size_log2; };

extern const struct program wasi2native_program;
/* Weak: an object without initial content has none. */
extern const uint8_t wasm_images[] __attribute__((weak));
extern void wasm_entry_0(unsigned __int128 *values);

/* Reserves what the program's memories and tables need, and copies what they
 * start with. */
static void map_regions(void) {
    const struct span span = wasi2native_program.regions;
    const struct region *region = (const void *)((const char *)&wasi2native_program + span.offset);
    const uint8_t *image = wasm_images;
    for (uint64_t i = 0; i < span.count; i++, region++) {
        char *address = (char *)region->address;
        int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
        if (mmap(address, region->reserved, PROT_NONE, flags, -1, 0) != address)
            abort();
        if (mprotect(address, region->accessible, PROT_READ | PROT_WRITE) != 0)
            abort();
        memcpy(address + region->image_offset, image, region->image_length);
        image += region->image_length;
    }
}

/* What the program imports. A pointer of the program counts from the start of
 * its memory; a real runtime checks it against the length. */
uint32_t preview1_fd_write(struct memory *memory, uint32_t fd, uint32_t iovs, uint32_t count,
                           uint32_t written) {
    uint32_t total = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t part[2];
        memcpy(part, memory->base + iovs + 8 * i, sizeof part);
        if (write((int)fd, memory->base + part[0], part[1]) != (ssize_t)part[1])
            return 29; /* EIO */
        total += part[1];
    }
    memcpy(memory->base + written, &total, sizeof total);
    return 0;
}

void preview1_proc_exit(struct memory *memory, uint32_t status) {
    (void)memory;
    exit((int)status);
}

int main(void) {
    unsigned __int128 values[1] = {0};
    map_regions();
    wasm_entry_0(values);
    return 0;
}
