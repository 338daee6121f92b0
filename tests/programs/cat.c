// Copies standard input to standard output, with buffers of odd sizes, whatever
// pieces the kernel takes and gives.
#include "preview1.h"

static u8 bytes[3][40001];

void test(void) {
    for (u32 i = 0;; i++) {
        iovec in[3] = {{bytes[0], 1 + i % 999}, {bytes[1], i % 40001}, {bytes[2], i * 7 % 40001}};
        u32 n = 0, at = 0;
        u32 error = fd_read(0, in, 3, &n);
        if (error) proc_exit(100 + error);
        if (!n) break;
        while (at < n) {
            // What is left of the three.
            iovec out[3];
            u32 skipped = at, count = 0, done = 0, left = n - at;
            for (u32 k = 0; k < 3 && left; k++) {
                u32 skip = skipped < in[k].length ? skipped : in[k].length;
                u32 length = in[k].length - skip < left ? in[k].length - skip : left;
                skipped -= skip;
                left -= length;
                if (length) out[count++] = (iovec){(const u8 *)in[k].base + skip, length};
            }
            error = fd_write(1, out, count, &done);
            if (error) proc_exit(200 + error);
            at += done;
        }
    }
    proc_exit(0);
}
