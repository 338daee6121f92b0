// Waiting: clocks, files, and standard input, a pipe that holds "input" and has
// no writer left.
#include "preview1.h"

static subscription subs[64];
static event events[64];
static u32 n;

static u64 now(u32 clock) {
    u64 time = 0;
    EXPECT(SUCCESS, clock_time_get(clock, 0, &time));
    return time;
}

static subscription clock(u32 id, u64 timeout, u16 flags) {
    subscription sub = {.userdata = 1000 + id, .type = EVENT_CLOCK};
    sub.u.clock.id = id;
    sub.u.clock.timeout = timeout;
    sub.u.clock.flags = flags;
    return sub;
}

static subscription descriptor(u8 type, u32 fd) {
    subscription sub = {.userdata = 2000 + fd, .type = type};
    sub.u.fd = fd;
    return sub;
}

#define MILLISECOND 1000000ull

static void clocks(void) {
    u64 before = now(MONOTONIC);
    subs[0] = clock(MONOTONIC, 20 * MILLISECOND, 0);
    OK(poll_oneoff(subs, events, 1, &n));
    TRUE(now(MONOTONIC) - before >= 20 * MILLISECOND);
    EXPECT(1, n);
    EXPECT(1001, events[0].userdata);
    EXPECT(SUCCESS, events[0].error);
    EXPECT(EVENT_CLOCK, events[0].type);

    before = now(MONOTONIC);
    subs[0] = clock(REALTIME, 20 * MILLISECOND, 0);
    OK(poll_oneoff(subs, events, 1, &n));
    TRUE(now(MONOTONIC) - before >= 19 * MILLISECOND);
    subs[0] = clock(MONOTONIC, now(MONOTONIC) + 20 * MILLISECOND, 1);
    OK(poll_oneoff(subs, events, 1, &n));
    TRUE(now(MONOTONIC) - before >= 39 * MILLISECOND);
    subs[0] = clock(REALTIME, now(REALTIME) + 20 * MILLISECOND, 1);
    OK(poll_oneoff(subs, events, 1, &n));
    EXPECT(1000, events[0].userdata);
    // What has passed is there at once.
    before = now(MONOTONIC);
    subs[0] = clock(REALTIME, 1, 1);
    subs[1] = clock(MONOTONIC, 1, 1);
    subs[2] = clock(MONOTONIC, 0, 0);
    subs[3] = clock(MONOTONIC, -1ull, 0);
    subs[4] = clock(REALTIME, -1ull, 1);
    OK(poll_oneoff(subs, events, 5, &n));
    TRUE(now(MONOTONIC) - before < 1000 * MILLISECOND);
    EXPECT(3, n);
    // The earliest of several.
    before = now(MONOTONIC);
    subs[0] = clock(MONOTONIC, 10000 * MILLISECOND, 0);
    subs[1] = clock(MONOTONIC, 10 * MILLISECOND, 0);
    subs[1].userdata = 7;
    OK(poll_oneoff(subs, events, 2, &n));
    EXPECT(1, n);
    EXPECT(7, events[0].userdata);
    TRUE(now(MONOTONIC) - before < 5000 * MILLISECOND);
    EXPECT(INVAL, poll_oneoff(subs, events, 0, &n));
    EXPECT_HERE(FAULT, poll_oneoff((void *)0xffffff00, events, 10, &n));
    EXPECT_HERE(FAULT, poll_oneoff(subs, events, 0x10000000, &n));
}

static void mistakes(void) {
    // What is wrong with one subscription does not keep the others from being
    // looked at.
    u32 fd;
    make_file(3, "file", "12345");
    OK(open_with(3, "file", 0, FD_READ, 0, &fd));
    subs[0] = descriptor(EVENT_FD_READ, 99);
    subs[1] = descriptor(EVENT_FD_READ, fd);
    subs[2] = clock(MONOTONIC, 10000 * MILLISECOND, 0);
    subs[3] = clock(PROCESS_CPUTIME, 10000 * MILLISECOND, 0);
    subs[4] = clock(9, 10000 * MILLISECOND, 0);
    subs[5] = descriptor(9, 1);
    subs[6] = clock(MONOTONIC, 10000 * MILLISECOND, 2);
    OK(poll_oneoff(subs, events, 7, &n));
    EXPECT(6, n);
    EXPECT(BADF, events[0].error);
    EXPECT(2099, events[0].userdata);
    EXPECT(EVENT_FD_READ, events[0].type);
    EXPECT(NOTCAPABLE, events[1].error);
    for (int i = 2; i < 6; i++) EXPECT(INVAL, events[i].error);
    OK(fd_close(fd));
}

static void files(void) {
    u32 fd;
    OK(open_with(3, "file", 0, ALL_RIGHTS, 0, &fd));
    subs[0] = descriptor(EVENT_FD_READ, fd);
    subs[1] = descriptor(EVENT_FD_WRITE, fd);
    subs[2] = clock(MONOTONIC, 10000 * MILLISECOND, 0);
    OK(poll_oneoff(subs, events, 3, &n));
    EXPECT(2, n);
    EXPECT(SUCCESS, events[0].error);
    EXPECT(EVENT_FD_READ, events[0].type);
    EXPECT(5, events[0].nbytes);
    EXPECT(0, events[0].flags);
    EXPECT(EVENT_FD_WRITE, events[1].type);
    EXPECT(SUCCESS, events[1].error);
    TRUE(events[1].nbytes > 0);
    u64 at;
    OK(fd_seek(fd, 3, SET, &at));
    OK(poll_oneoff(subs, events, 1, &n));
    EXPECT(2, events[0].nbytes);
    OK(fd_close(fd));
    // Many at once.
    for (int i = 0; i < 64; i++) subs[i] = descriptor(EVENT_FD_WRITE, 1);
    OK(poll_oneoff(subs, events, 64, &n));
    EXPECT(64, n);
}

static void pipes(void) {
    u8 bytes[10];
    iovec in = {bytes, 10};
    subs[0] = descriptor(EVENT_FD_READ, 0);
    OK(poll_oneoff(subs, events, 1, &n));
    EXPECT(1, n);
    EXPECT(2000, events[0].userdata);
    EXPECT(5, events[0].nbytes);
    // The writer is gone.
    EXPECT(1, events[0].flags);
    OK(fd_read(0, &in, 1, &n));
    EXPECT(5, n);
    OK(poll_oneoff(subs, events, 1, &n));
    EXPECT(1, n);
    EXPECT(SUCCESS, events[0].error);
    EXPECT(0, events[0].nbytes);
    EXPECT(1, events[0].flags);
    OK(fd_read(0, &in, 1, &n));
    EXPECT(0, n);
}

void test(void) {
    clocks();
    mistakes();
    files();
    pipes();
}
