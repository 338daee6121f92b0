// Sockets of WasmEdge's second version, both ends in one program: streams and
// datagrams of both families, options, addresses, waiting, and what goes wrong.
#include "sockets.h"

static u8 big[1 << 20];
static u32 n;
static u16 flags;

static void streams(ip loopback) {
    u32 client, server, port, other_port;
    ip address;
    connection(loopback, &client, &server);
    OK(peer_address(server, &address, &port));
    TRUE(is_address(&address, loopback));
    OK(local_address(client, &address, &other_port));
    TRUE(is_address(&address, loopback));
    EXPECT(port, other_port);

    // What is sent in parts arrives whole; the next answers in parts, too.
    for (int i = 0; i < 5; i++) {
        OK(send_text(client, "request"));
        TRUE(receives(server, "request"));
        OK(send_text(server, "head "));
        OK(send_text(server, "body"));
        TRUE(receives(client, "head body"));
    }
    // An answer whose second part never comes goes out all the same, whatever the
    // program does next.
    for (int i = 0; i < 4; i++) {
        OK(send_text(client, "request"));
        TRUE(receives(server, "request"));
        OK(send_text(server, "head"));
        switch (i) {
        case 0: TRUE(receives(client, "head")); break;
        case 1: EXPECT(SUCCESS, wait_for(EVENT_FD_READ, client).error); break;
        case 2: OK(sched_yield()); break;
        case 3: OK(send_text(client, "more")); break;
        }
        if (i > 0) TRUE(receives(client, "head"));
        if (i == 3) TRUE(receives(server, "more"));
        OK(send_text(client, "again"));
        TRUE(receives(server, "again"));
        OK(send_text(server, "head "));
        OK(send_text(server, "body"));
        TRUE(receives(client, "head body"));
    }
    // Reading and writing as files is the same.
    OK(write_text(client, "as a file"));
    iovec in = {big, sizeof big};
    OK(fd_read(server, &in, 1, &n));
    EXPECT(9, n);

    // Looking does not take; waiting for all fills the buffers.
    OK(send_text(client, "abcdef"));
    iovec parts[2] = {{big, 2}, {big + 10, 4}};
    OK(receive(server, parts, 2, 1, &n, &flags));
    OK(receive(server, parts, 2, 2, &n, &flags));
    EXPECT(6, n);
    EXPECT(0, flags);
    TRUE(same(big, "ab", 2) && same(big + 10, "cdef", 4));
    EXPECT(INVAL, receive(server, parts, 2, 4, &n, &flags));
    EXPECT(INVAL, send(server, parts, 2, 1, &n));

    // One side ends; the other can still send.
    OK(sock_shutdown(client, SHUT_SENDING));
    EXPECT(PIPE, send_text(client, "x"));
    event ended = wait_for(EVENT_FD_READ, server);
    EXPECT(1, ended.flags);
    EXPECT(0, ended.nbytes);
    OK(receive(server, parts, 1, 0, &n, &flags));
    EXPECT(0, n);
    OK(send_text(server, "still here"));
    TRUE(receives(client, "still here"));
    OK(fd_close(server));
    OK(receive(client, parts, 1, 0, &n, &flags));
    EXPECT(0, n);
    OK(fd_close(client));
    EXPECT(BADF, send_text(client, "x"));
}

static void non_blocking(void) {
    u32 listener, client, server, port;
    OK(listener_at(LOOPBACK4, &listener, &port));
    OK(fd_fdstat_set_flags(listener, NONBLOCK));
    EXPECT(AGAIN, accept_from(listener, &server));
    OK(sock_open(INET4, STREAM, &client));
    OK(fd_fdstat_set_flags(client, NONBLOCK));
    fdstat stat;
    OK(fd_fdstat_get(client, &stat));
    EXPECT(SOCKET_STREAM, stat.filetype);
    EXPECT(NONBLOCK, stat.flags);
    EXPECT(INPROGRESS, sock_connect(client, at(LOOPBACK4), port));
    event done = wait_for(EVENT_FD_WRITE, client);
    EXPECT(SUCCESS, done.error);
    u32 error = 99, size = sizeof error;
    OK(sock_getsockopt(client, 0, SO_ERROR, &error, &size));
    EXPECT(0, error);
    EXPECT(4, size);
    // The kernel says once that it is done.
    OK(sock_connect(client, at(LOOPBACK4), port));
    EXPECT(ISCONN, sock_connect(client, at(LOOPBACK4), port));
    wait_for(EVENT_FD_READ, listener);
    OK(accept_v2(listener, NONBLOCK, &server));
    OK(fd_fdstat_get(server, &stat));
    EXPECT(NONBLOCK, stat.flags);
    iovec in = {big, sizeof big};
    EXPECT(AGAIN, receive(server, &in, 1, 0, &n, &flags));

    // More than fits is sent in part, then waits for room, and all of it arrives.
    u64 sent = 0, received = 0;
    for (;;) {
        error = send(client, &in, 1, 0, &n);
        if (error) break;
        TRUE(n > 0 && n <= sizeof big);
        sent += n;
    }
    EXPECT(AGAIN, error);
    subscription subs[2] = {wanted(EVENT_FD_WRITE, client), in_milliseconds(0)};
    event events[2];
    OK(poll_oneoff(subs, events, 2, &n));
    EXPECT(1, n);
    EXPECT(EVENT_CLOCK, events[0].type);
    while (!(error = receive(server, &in, 1, 0, &n, &flags)) || received < sent) {
        if (error) wait_for(EVENT_FD_READ, server);
        else received += n;
    }
    EXPECT(sent, received);
    wait_for(EVENT_FD_WRITE, client);

    // Both directions of both ends, in any order, with one that is not open.
    OK(send_text(client, "x"));
    wait_for(EVENT_FD_READ, server);
    subscription many[6] = {
        wanted(EVENT_FD_READ, client), wanted(EVENT_FD_WRITE, client),
        wanted(EVENT_FD_READ, server), wanted(EVENT_FD_READ, 4000),
        wanted(EVENT_FD_WRITE, server), wanted(EVENT_FD_READ, server),
    };
    event found[6];
    OK(poll_oneoff(many, found, 6, &n));
    EXPECT(5, n);
    EXPECT(200 + client, found[0].userdata);
    EXPECT(100 + server, found[1].userdata);
    EXPECT(1, found[1].nbytes);
    EXPECT(BADF, found[2].error);
    EXPECT(200 + server, found[3].userdata);
    EXPECT(100 + server, found[4].userdata);

    // A peer that resets: waiting says ready, receiving says why, once.
    TRUE(receives(server, "x"));
    struct { u32 on, seconds; } linger = {1, 0};
    OK(sock_setsockopt(client, 0, SO_LINGER, &linger, sizeof linger));
    OK(fd_close(client));
    event reset = wait_for(EVENT_FD_READ, server);
    EXPECT(SUCCESS, reset.error);
    EXPECT(1, reset.flags);
    EXPECT(CONNRESET, receive(server, &in, 1, 0, &n, &flags));
    EXPECT(PIPE, send_text(server, "x"));
    OK(fd_close(server));
    OK(fd_close(listener));

    // Nobody is there any more.
    OK(sock_open(INET4, STREAM, &client));
    EXPECT(CONNREFUSED, sock_connect(client, at(LOOPBACK4), port));
    OK(fd_close(client));
    OK(sock_open(INET4, STREAM, &client));
    OK(fd_fdstat_set_flags(client, NONBLOCK));
    error = sock_connect(client, at(LOOPBACK4), port);
    TRUE(error == INPROGRESS || error == CONNREFUSED);
    if (error == INPROGRESS) {
        wait_for(EVENT_FD_WRITE, client);
        size = sizeof error;
        OK(sock_getsockopt(client, 0, SO_ERROR, &error, &size));
        EXPECT(CONNREFUSED, error);
    }
    OK(fd_close(client));
}

static void datagrams(ip loopback) {
    u32 one, other, port, other_port;
    ip address;
    OK(sock_open(loopback.family, DATAGRAM, &one));
    OK(sock_bind(one, at(loopback), 0));
    OK(local_address(one, &address, &port));
    TRUE(is_address(&address, loopback));
    OK(sock_open(loopback.family, DATAGRAM, &other));
    fdstat stat;
    OK(fd_fdstat_get(other, &stat));
    EXPECT(SOCKET_DGRAM, stat.filetype);
    EXPECT(DESTADDRREQ, send_text(other, "whereto?"));
    iovec out[2] = {{"to ", 3}, {"echo", 4}};
    OK(sock_send_to(other, out, 2, at(loopback), port, 0, &n));
    EXPECT(7, n);
    OK(local_address(other, &address, &other_port));

    any_address from;
    memset(&from, 0xee, sizeof from);
    place place = {&from, sizeof from};
    iovec in = {big, 100};
    u32 from_port = 0xdddddddd;
    OK(recv_from_v2(one, &in, 1, &place, 0, &from_port, &n, &flags));
    EXPECT(7, n);
    EXPECT(0, flags);
    TRUE(same(big, "to echo", 7));
    EXPECT(other_port, from_port);
    EXPECT(loopback.family, from.family);
    TRUE(same(from.bytes, loopback.bytes, size_of(loopback.family)));
    // The address as it came is where the answer goes.
    OK(sock_send_to(one, &in, 1, &place, from_port, 0, &n));
    // What does not fit is lost, and that is said.
    in.length = 5;
    OK(recv_from_v2(other, &in, 1, &place, 0, &from_port, &n, &flags));
    EXPECT(5, n);
    EXPECT(1, flags);
    EXPECT(port, from_port);
    // An empty message is one, too.
    OK(sock_connect(other, at(loopback), port));
    OK(peer_address(other, &address, &from_port));
    EXPECT(port, from_port);
    OK(send_text(other, ""));
    OK(receive(one, &in, 1, 0, &n, &flags));
    EXPECT(0, n);
    in.length = 70000;
    EXPECT(MSGSIZE, send(other, &in, 1, 0, &n));
    // Nor does one of more parts than the kernel takes go out without its rest.
    static iovec many[1025];
    for (int i = 0; i < 1025; i++) many[i] = (iovec){big, 1};
    EXPECT(MSGSIZE, send(other, many, 1025, 0, &n));
    EXPECT(MSGSIZE, receive(other, many, 1025, 0, &n, &flags));
    // A connected socket can forget its peer.
    any_address nowhere = {0};
    place.buf = &nowhere;
    OK(sock_connect(other, &place, 0));
    EXPECT(NOTCONN, peer_address(other, &address, &from_port));
    OK(fd_fdstat_set_flags(one, NONBLOCK));
    place.buf = &from;
    EXPECT(AGAIN, recv_from_v2(one, &in, 1, &place, 0, &from_port, &n, &flags));
    OK(fd_close(one));
    OK(fd_close(other));
}

static void options(void) {
    u32 fd, value, size;
    OK(sock_open(INET4, STREAM, &fd));
    struct { u32 name, set, found; } numbers[] = {
        {SO_REUSEADDR, 1, 1}, {SO_BROADCAST, 1, 1}, {SO_KEEPALIVE, 1, 1}, {SO_OOBINLINE, 1, 1},
        {SO_RCVLOWAT, 5, 5}, {SO_SNDBUF, 8192, 16384}, {SO_RCVBUF, 8192, 16384},
    };
    for (u32 i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        OK(sock_setsockopt(fd, 0, numbers[i].name, &numbers[i].set, 4));
        value = 99, size = 4;
        OK(sock_getsockopt(fd, 0, numbers[i].name, &value, &size));
        EXPECT(numbers[i].found, value);
        EXPECT(4, size);
    }
    // Times have two numbers of 64 bits: seconds and microseconds.
    u64 time[2] = {1, 500000}, found[2] = {9, 9};
    for (u32 name = SO_RCVTIMEO; name <= SO_SNDTIMEO; name++) {
        OK(sock_setsockopt(fd, 0, name, time, sizeof time));
        size = sizeof found;
        OK(sock_getsockopt(fd, 0, name, found, &size));
        EXPECT(16, size);
        TRUE(found[0] == 1 && found[1] == 500000);
    }
    size = 4;
    OK(sock_getsockopt(fd, 0, SO_TYPE, &value, &size));
    EXPECT(STREAM, value);
    OK(sock_getsockopt(fd, 0, SO_ACCEPTCONN, &value, &size));
    EXPECT(0, value);
    // As much as there is room for.
    size = 2, value = 0;
    OK(sock_getsockopt(fd, 0, SO_KEEPALIVE, &value, &size));
    EXPECT(2, size);
    EXPECT(1, value);
    EXPECT(INVAL, sock_getsockopt(fd, 1, SO_TYPE, &value, &size));
    EXPECT(NOPROTOOPT, sock_getsockopt(fd, 0, 15, &value, &size));
    EXPECT(NOPROTOOPT, sock_setsockopt(fd, 0, SO_TYPE, &value, 4));
    EXPECT(NOPROTOOPT, sock_setsockopt(fd, 0, SO_ERROR, &value, 4));
    EXPECT(INVAL, sock_setsockopt(fd, 0, SO_KEEPALIVE, &value, 2));
    EXPECT(INVAL, sock_setsockopt(fd, 0, SO_KEEPALIVE, &value, 1000));
    EXPECT(FAULT, sock_getsockopt(fd, 0, SO_TYPE, (void *)0xfffffffe, &size));
    OK(fd_close(fd));

    // A receive that waits for too long.
    u32 client, server;
    connection(LOOPBACK4, &client, &server);
    time[0] = 0, time[1] = 20000;
    OK(sock_setsockopt(client, 0, SO_RCVTIMEO, time, sizeof time));
    iovec in = {big, 10};
    EXPECT(AGAIN, receive(client, &in, 1, 0, &n, &flags));
    OK(fd_close(client));
    OK(fd_close(server));
}

static void mistakes(void) {
    u32 fd, port;
    ip address;
    EXPECT(AFNOSUPPORT, sock_open(0, STREAM, &fd));
    EXPECT(AFNOSUPPORT, sock_open(3, STREAM, &fd));
    EXPECT(AFNOSUPPORT, sock_open(257, STREAM, &fd));
    EXPECT(INVAL, sock_open(INET4, 0, &fd));
    EXPECT(INVAL, sock_open(INET4, 3, &fd));
    EXPECT(FAULT, sock_open(INET4, STREAM, (u32 *)0xfffffffd));
    OK(sock_open(INET4, STREAM, &fd));
    place bad = {big, 5};
    EXPECT(INVAL, sock_bind(fd, &bad, 0));
    bad.length = 0;
    EXPECT(INVAL, sock_connect(fd, &bad, 1));
    bad = (place){(void *)0xfffffffe, 4};
    EXPECT(FAULT, sock_bind(fd, &bad, 0));
    EXPECT(FAULT, sock_bind(fd, (place *)0xfffffffe, 0));
    EXPECT(INVAL, sock_bind(fd, at(LOOPBACK4), 65536));
    EXPECT(AFNOSUPPORT, sock_bind(fd, at(LOOPBACK6), 0));
    ip unknown = {4, {0}};
    EXPECT(AFNOSUPPORT, sock_bind(fd, at(unknown), 0));
    EXPECT(NOTCONN, peer_address(fd, &address, &port));
    EXPECT(NOTCONN, sock_shutdown(fd, SHUT_BOTH));
    EXPECT(INVAL, sock_shutdown(fd, 0));
    EXPECT(INVAL, sock_shutdown(fd, 4));
    EXPECT(INVAL, accept_from(fd, &port));
    EXPECT(NOTDIR, path_unlink_file(fd, P("x")));
    OK(fd_close(fd));
    EXPECT(BADF, sock_listen(fd, 1));
    EXPECT(NOTSOCK, sock_listen(0, 1));

    // Two at one address.
    u32 first, second;
    OK(listener_at(LOOPBACK4, &first, &port));
    OK(sock_open(INET4, STREAM, &second));
    EXPECT(ADDRINUSE, sock_bind(second, at(LOOPBACK4), port));
    OK(fd_close(first));
    OK(fd_close(second));

    // Rights can be dropped.
    connection(LOOPBACK4, &first, &second);
    OK(fd_fdstat_set_rights(first, FD_READ, 0));
    EXPECT(NOTCAPABLE, send_text(first, "x"));
    EXPECT(NOTCAPABLE, sock_shutdown(first, SHUT_BOTH));
    OK(send_text(second, "x"));
    TRUE(receives(first, "x"));
    OK(fd_close(first));
    OK(fd_close(second));
}

// Programs with sockets read clocks without a system call.
static void clocks(void) {
    for (u32 clock = REALTIME; clock <= THREAD_CPUTIME; clock++) {
        u64 before = 0, after = 0;
        OK(clock_time_get(clock, 0, &before));
        for (u32 i = 0; i < 1000; i++) {
            OK(clock_time_get(clock, 0, &after));
            TRUE(after >= before);
            before = after;
        }
        TRUE(after > 0);
    }
    u64 real = 0, monotonic = 0, later = 0;
    OK(clock_time_get(REALTIME, 0, &real));
    // After 2020, and before 2100.
    TRUE(real > 1577836800000000000ull && real < 4102444800000000000ull);
    OK(clock_time_get(MONOTONIC, 0, &monotonic));
    subscription sub = in_milliseconds(20);
    event happened;
    OK(poll_oneoff(&sub, &happened, 1, &n));
    OK(clock_time_get(MONOTONIC, 0, &later));
    TRUE(later - monotonic >= 20000000 && later - monotonic < 5000000000);
}

void test(void) {
    clocks();
    streams(LOOPBACK4);
    streams(LOOPBACK6);
    non_blocking();
    datagrams(LOOPBACK4);
    datagrams(LOOPBACK6);
    options();
    mistakes();
}
