// A server that sends back what it gets, to any number of clients, and waits for all
// of them at once. Prints its port. When a client says `quit`, it prints how many
// there were, and how many at once, and ends.
#include "sockets.h"

enum { MOST = 30000 };
static subscription subs[MOST + 1];
static event events[MOST + 1];
static u32 connections, most, total;
static int quits;
// There was no descriptor for the next client: nobody else is accepted for a while.
static int is_full;

static void add(u32 listener) {
    for (;;) {
        u32 fd, error = accept_v2(listener, NONBLOCK, &fd);
        if (error == AGAIN) return;
        if (error == MFILE) {
            static int is_said;
            if (!is_said) print_to(1, "full\n");
            is_said = is_full = 1;
            return;
        }
        // Whoever was reset in the queue is passed over.
        if (error) continue;
        subs[++connections] = wanted(EVENT_FD_READ, fd);
        total++;
        if (connections > most) most = connections;
    }
}

static int serve(u32 fd) {
    static u8 bytes[65536];
    iovec in = {bytes, sizeof bytes};
    u32 n;
    u16 flags;
    u32 error = receive(fd, &in, 1, 0, &n, &flags);
    if (error == AGAIN) return 1;
    if (error || !n) return 0;
    if (n == 4 && same(bytes, "quit", 4)) quits = 1;
    iovec out = {bytes, n};
    while (out.length) {
        error = send(fd, &out, 1, 0, &n);
        if (error == AGAIN) {
            wait_for(EVENT_FD_WRITE, fd);
            continue;
        }
        if (error) return 0;
        out.base = (const u8 *)out.base + n;
        out.length -= n;
    }
    return 1;
}

void test(void) {
    u32 listener, port, n;
    OK(sock_open(INET4, STREAM, &listener));
    OK(sock_bind(listener, at(LOOPBACK4), 0));
    ip own;
    OK(local_address(listener, &own, &port));
    OK(sock_listen(listener, 4096));
    OK(fd_fdstat_set_flags(listener, NONBLOCK));
    print_to(1, "port ");
    print_number(1, port);
    print_to(1, "\n");
    while (!quits) {
        subs[0] = is_full ? in_milliseconds(50) : wanted(EVENT_FD_READ, listener);
        is_full = 0;
        u32 error = poll_oneoff(subs, events, connections + 1, &n);
        EXPECT(SUCCESS, error);
        if (error) break;
        for (u32 i = 0; i < n; i++) {
            EXPECT(SUCCESS, events[i].error);
            if (events[i].type == EVENT_CLOCK) continue;
            u32 fd = events[i].userdata - 100 * EVENT_FD_READ;
            if (fd == listener) {
                add(listener);
            } else if (!serve(fd)) {
                OK(fd_close(fd));
                for (u32 j = 1; j <= connections; j++)
                    if (subs[j].u.fd == fd) {
                        subs[j] = subs[connections--];
                        break;
                    }
            }
        }
    }
    print_number(1, total);
    print_to(1, " clients, ");
    print_number(1, most);
    print_to(1, " at once\n");
}
