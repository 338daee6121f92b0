// More clients than a listener's queue has room for: who is in it is connected, the
// others are on their way, and all are served once somebody accepts.
#include "sockets.h"

enum { CLIENTS = 6, BACKLOG = 1 };
static u32 clients[CLIENTS], servers[CLIENTS], listener, accepted, answered;
static int has_asked[CLIENTS];

// Waits for all that can happen, for a fifth of a second at most where nobody accepts.
// Whether anything has.
static int turn(int accepts) {
    subscription subs[2 * CLIENTS + 2];
    event events[2 * CLIENTS + 2];
    u32 count = 0, n, length, error;
    u16 flags;
    u8 byte;
    iovec in = {&byte, 1};
    for (u32 i = 0; i < CLIENTS; i++)
        if (clients[i]) subs[count++] = wanted(has_asked[i] ? EVENT_FD_READ : EVENT_FD_WRITE, clients[i]);
    for (u32 i = 0; i < accepted; i++)
        if (servers[i]) subs[count++] = wanted(EVENT_FD_READ, servers[i]);
    subs[count++] = accepts ? wanted(EVENT_FD_READ, listener) : in_milliseconds(200);
    OK(poll_oneoff(subs, events, count, &n));
    for (u32 e = 0; e < n; e++) {
        if (events[e].type == EVENT_CLOCK) return 0;
        EXPECT(SUCCESS, events[e].error);
        u32 fd = events[e].userdata - 100 * events[e].type;
        for (u32 i = 0; i < CLIENTS; i++)
            if (clients[i] == fd && !has_asked[i]) {
                // Only who has asked is sure to be in the queue: tcp(7), "tcp_syncookies".
                OK(send_text(fd, "?"));
                has_asked[i] = 1;
            } else if (clients[i] == fd) {
                OK(receive(fd, &in, 1, 0, &length, &flags));
                TRUE(length == 1 && byte == '!');
                OK(fd_close(fd));
                clients[i] = 0;
                answered++;
            }
        for (u32 i = 0; i < accepted; i++)
            if (servers[i] == fd) {
                OK(receive(fd, &in, 1, 0, &length, &flags));
                TRUE(length == 1 && byte == '?');
                OK(send_text(fd, "!"));
                OK(fd_close(fd));
                servers[i] = 0;
            }
        if (fd == listener) {
            TRUE(accepted < CLIENTS);
            error = accept_v2(listener, NONBLOCK, &servers[accepted]);
            EXPECT(SUCCESS, error);
            accepted++;
            // Its number may be one that others in `events` mean.
            return 1;
        }
    }
    return 1;
}

void test(void) {
    u32 port, waiting = 0;
    ip own;
    OK(sock_open(INET4, STREAM, &listener));
    OK(sock_bind(listener, at(LOOPBACK4), 0));
    OK(local_address(listener, &own, &port));
    OK(sock_listen(listener, BACKLOG));
    for (u32 i = 0; i < CLIENTS; i++) {
        OK(sock_open(INET4, STREAM, &clients[i]));
        OK(fd_fdstat_set_flags(clients[i], NONBLOCK));
        u32 error = sock_connect(clients[i], at(LOOPBACK4), port);
        TRUE(error == SUCCESS || error == INPROGRESS);
    }
    while (turn(0)) {}
    for (u32 i = 0; i < CLIENTS; i++) waiting += !has_asked[i];
    // listen(2): the kernel lets one more in than the number says, and perhaps another
    // that is not quite there.
    TRUE(waiting >= CLIENTS - BACKLOG - 2 && waiting < CLIENTS);
    // Those outside knock again after a second, and after three.
    while (answered < CLIENTS) turn(1);
    EXPECT(CLIENTS, accepted);
}
