// A server for one client at a time, which answers each byte in two parts. What it does
// between them, the byte says.
#include "sockets.h"

static u8 big[100000];

static void spend(u64 milliseconds) {
    u64 start, now;
    OK(clock_time_get(MONOTONIC, 0, &start));
    do
        OK(clock_time_get(MONOTONIC, 0, &now));
    while (now - start < milliseconds * 1000000);
}

static void rest(u64 milliseconds) {
    subscription sub = in_milliseconds(milliseconds);
    event happened;
    u32 n;
    OK(poll_oneoff(&sub, &happened, 1, &n));
}

// What the client did meanwhile must be told by one of the calls.
static void tell_of_reset(u32 client) {
    u8 byte;
    u16 flags;
    u32 n;
    iovec out = {"first,", 6}, in = {&byte, 1};
    spend(300);
    u32 sent = send(client, &out, 1, 0, &n);
    u32 received = receive(client, &in, 1, 0, &n, &flags);
    print_to(1, sent || received ? "reset\n" : "end\n");
}

// Whether the client is to be served further.
static int answer(u32 client, u8 what) {
    iovec out = {big, sizeof big};
    u32 n, other;
    if (what == 'z') {
        tell_of_reset(client);
        return 0;
    }
    OK(send_text(client, "first,"));
    switch (what) {
    case 'w': spend(600); break;
    case 'p': rest(600); break;
    case 'f': out.length = 3; OK(fd_write(client, &out, 1, &n)); break;
    case 'a': out.length = 3; sock_send_to(client, &out, 1, at(LOOPBACK4), 1, 0, &n); break;
    case 'b': OK(send(client, &out, 1, 0, &n)); EXPECT(sizeof big, n); return 1;
    case 's': OK(sock_shutdown(client, SHUT_SENDING)); return 0;
    case 'c': return 0;
    case 'r': OK(sock_open(INET4, STREAM, &other)); OK(fd_renumber(other, client)); return 0;
    case 'x': proc_exit(3);
    case 't': __builtin_trap();
    case 'e': return -1;
    }
    OK(send_text(client, "second."));
    return 1;
}

void test(void) {
    u32 listener, port, client, n;
    memset(big, 'b', sizeof big);
    OK(listener_at(LOOPBACK4, &listener, &port));
    print_to(1, "port ");
    print_number(1, port);
    print_to(1, "\n");
    for (int goes_on = 1; goes_on >= 0;) {
        OK(accept_from(listener, &client));
        for (goes_on = 1; goes_on == 1;) {
            u8 what;
            u16 flags;
            iovec in = {&what, 1};
            subscription subs[2] = {wanted(EVENT_FD_READ, client), wanted(EVENT_FD_WRITE, client)};
            event events[2];
            wait_for(EVENT_FD_READ, client);
            // Says that there is room as well.
            OK(poll_oneoff(subs, events, 2, &n));
            OK(receive(client, &in, 1, 0, &n, &flags));
            if (n == 0) break;
            goes_on = answer(client, what);
        }
        if (goes_on >= 0) OK(fd_close(client));
    }
}
