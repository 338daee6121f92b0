// Arguments, variables, clocks, randomness, signals and standard streams.
// Started with the arguments `one`, `` and `three`, the variables NAME=value,
// EMPTY= and PASSED, which is `through`, and nothing else.
#include "preview1.h"

static u8 bytes[70000];
static u32 count, size, n;

// Whether the text at the pointer with this number in `pointers` is `expected`.
static int text_is(const u32 *pointers, u32 number, const char *expected) {
    return same((const char *)(unsigned long)pointers[number], expected, length(expected) + 1);
}

static void arguments(void) {
    u32 pointers[8];
    OK(args_sizes_get(&count, &size));
    EXPECT(4, count);
    OK(args_get(pointers, bytes));
    TRUE(text_is(pointers, 1, "one"));
    TRUE(text_is(pointers, 2, ""));
    TRUE(text_is(pointers, 3, "three"));
    EXPECT(length((char *)bytes) + 1 + 4 + 1 + 6, size);
    EXPECT((unsigned long)bytes, pointers[0]);
    EXPECT_HERE(FAULT, args_get((void *)0xfffffffc, bytes));
    EXPECT_HERE(FAULT, args_get(pointers, (void *)0xffffffff));

    OK(environ_sizes_get(&count, &size));
    EXPECT(3, count);
    EXPECT(11 + 7 + 15, size);
    OK(environ_get(pointers, bytes));
    TRUE(text_is(pointers, 0, "NAME=value"));
    TRUE(text_is(pointers, 1, "EMPTY="));
    TRUE(text_is(pointers, 2, "PASSED=through"));
    EXPECT_HERE(FAULT, environ_get((void *)0xfffffffc, bytes));
    EXPECT_HERE(FAULT, environ_sizes_get(&count, (void *)0xfffffffd));
}

static void clocks(void) {
    u64 resolution, first, second;
    for (u32 clock = REALTIME; clock <= THREAD_CPUTIME; clock++) {
        OK(clock_res_get(clock, &resolution));
        TRUE(resolution >= 1 && resolution <= 1000000000);
        OK(clock_time_get(clock, 0, &first));
        OK(clock_time_get(clock, 1000, &second));
        TRUE(first > 0);
        if (clock != REALTIME) TRUE(second >= first);
    }
    // Between 2020 and 2100.
    OK(clock_time_get(REALTIME, 0, &first));
    TRUE(first > 1577836800000000000ull && first < 4102444800000000000ull);
    EXPECT_HERE(INVAL, clock_res_get(4, &resolution));
    EXPECT_HERE(INVAL, clock_time_get(4, 0, &first));
    OK(sched_yield());
}

static void randomness(void) {
    OK(random_get(bytes, 0));
    // More than the kernel gives at once.
    OK(random_get(bytes, sizeof bytes));
    u32 bits = 0;
    for (u32 i = 0; i < sizeof bytes; i++)
        for (int bit = 0; bit < 8; bit++) bits += bytes[i] >> bit & 1;
    // Half of 560,000, give or take ten standard deviations.
    TRUE(bits > 280000 - 3742 && bits < 280000 + 3742);
}

static void signals(void) {
    EXPECT_HERE(INVAL, proc_raise(0));
    EXPECT_HERE(INVAL, proc_raise(31));
    // Those that are ignored. Preview1, `$signal`: pipe, chld, urg, winch.
    OK(proc_raise(13));
    OK(proc_raise(16));
    OK(proc_raise(22));
    OK(proc_raise(27));
}

static void streams(void) {
    fdstat stat;
    filestat attributes;
    u64 at;
    // Standard output and error are pipes, standard input is empty.
    OK(fd_fdstat_get(1, &stat));
    EXPECT(UNKNOWN, stat.filetype);
    EXPECT(FD_WRITE, stat.rights_base & (FD_READ | FD_WRITE | FD_SEEK | FD_TELL));
    EXPECT(0, stat.flags);
    OK(fd_filestat_get(1, &attributes));
    EXPECT(UNKNOWN, attributes.filetype);
    EXPECT(SPIPE, fd_seek(1, 0, SET, &at));
    EXPECT(SPIPE, fd_tell(1, &at));
    iovec one = {"x", 1};
    EXPECT(SPIPE, fd_pwrite(1, &one, 1, 0, &n));
    EXPECT(NOTDIR, path_open(1, 0, P("x"), 0, FD_READ, 0, 0, &n));
    EXPECT(NOTDIR, path_unlink_file(0, P("x")));
    EXPECT(BADF, fd_prestat_get(3, bytes));
    iovec in = {bytes, 10};
    OK(fd_read(0, &in, 1, &n));
    EXPECT(0, n);
    // Not sockets, which the kernel is asked for.
    EXPECT(NOTSOCK, sock_accept(1, 0, &n));
    EXPECT(NOTSOCK, sock_send(1, &one, 1, 0, &n));
    EXPECT(NOTSOCK, sock_shutdown(1, 3));
    // They can be closed and exchanged.
    OK(fd_close(0));
    EXPECT(BADF, fd_read(0, &in, 1, &n));
    EXPECT(BADF, fd_close(0));
}

void test(void) {
    arguments();
    clocks();
    randomness();
    signals();
    streams();
}
