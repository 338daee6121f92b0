// Waits for both directions of as many sockets as can be open, first all of one
// direction, then all of the other: more than the kernel takes at once.
#include "sockets.h"

enum { MOST = 1000 };
static subscription subs[3 * MOST];
static event events[3 * MOST];

void test(void) {
    u32 fds[MOST], count = 0, error, n, port, sent;
    while (count < MOST && !(error = sock_open(INET4, DATAGRAM, &fds[count]))) count++;
    EXPECT(MFILE, error);
    TRUE(count > 16 && count < MOST);
    // Something is to be received by one of them.
    ip address;
    u32 chosen = fds[count / 2];
    OK(sock_bind(chosen, at(LOOPBACK4), 0));
    OK(local_address(chosen, &address, &port));
    iovec out = {"hello", 5};
    OK(sock_send_to(fds[0], &out, 1, at(LOOPBACK4), port, 0, &sent));

    u32 wanted_count = 0;
    for (u32 i = 0; i < count; i++) subs[wanted_count++] = wanted(EVENT_FD_READ, fds[i]);
    subs[wanted_count++] = wanted(EVENT_FD_READ, 5000);
    for (u32 i = 0; i < count; i++) subs[wanted_count++] = wanted(EVENT_FD_WRITE, fds[i]);
    for (u32 i = 0; i < count; i++) subs[wanted_count++] = wanted(EVENT_FD_READ, fds[i]);
    OK(poll_oneoff(subs, events, wanted_count, &n));
    EXPECT(count + 3, n);
    EXPECT(100 + chosen, events[0].userdata);
    EXPECT(BADF, events[1].error);
    for (u32 i = 0; i < count; i++) {
        EXPECT(200 + fds[i], events[2 + i].userdata);
        EXPECT(EVENT_FD_WRITE, events[2 + i].type);
        EXPECT(SUCCESS, events[2 + i].error);
    }
    EXPECT(100 + chosen, events[2 + count].userdata);

    // With nothing to see, a time passes.
    subs[count / 2] = in_milliseconds(10);
    OK(poll_oneoff(subs, events, count, &n));
    EXPECT(1, n);
    EXPECT(EVENT_CLOCK, events[0].type);
    EXPECT(INVAL, poll_oneoff(subs, events, 0, &n));
}
