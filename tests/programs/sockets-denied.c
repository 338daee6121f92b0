// What a program without grants, or with few, is told. The argument says which: the
// options are in the files beside the executables.
#include "sockets.h"

static u32 try_bind(ip address, u32 type, u32 port) {
    u32 fd;
    u32 error = sock_open(address.family, type, &fd);
    if (error) return error;
    error = sock_bind(fd, at(address), port);
    OK(fd_close(fd));
    return error;
}

// Nobody listens at these addresses: what is granted fails otherwise.
static u32 try_connect(ip address, u32 port) {
    u32 fd;
    u32 error = sock_open(address.family, STREAM, &fd);
    if (error) return error;
    error = sock_connect(fd, at(address), port);
    OK(fd_close(fd));
    return error;
}

static u32 try_send(ip address, u32 port) {
    u32 fd, n;
    iovec out = {"x", 1};
    u32 error = sock_open(address.family, DATAGRAM, &fd);
    if (error) return error;
    error = sock_send_to(fd, &out, 1, at(address), port, 0, &n);
    OK(fd_close(fd));
    return error;
}

static u32 look_up(const char *name) {
    any_address bytes;
    sockaddr address = {0, sizeof bytes, &bytes};
    addrinfo hints = {0}, result = {.addr = &address};
    addrinfo *results = &result;
    u32 count;
    return sock_getaddrinfo(P(name), P("1"), &hints, &results, 1, &count);
}

static ip ip4(u8 a, u8 b, u8 c, u8 d) { return (ip){INET4, {a, b, c, d}}; }
static ip mapped(u8 a, u8 b, u8 c, u8 d) {
    return (ip){INET6, {[10] = 0xff, 0xff, a, b, c, d}};
}

// No grant.
static void nothing(void) {
    u32 fd;
    EXPECT(ACCES, sock_open(INET4, STREAM, &fd));
    EXPECT(ACCES, sock_open(INET6, DATAGRAM, &fd));
    EXPECT(ACCES, look_up("localhost.example"));
    // Addresses in text form and this machine's own name need nobody.
    OK(look_up("127.0.0.1"));
    OK(look_up("localhost"));
}

// --allow-connect 127.0.0.0/8:1-2 --allow-connect [::1]:3
static void connect(void) {
    EXPECT(CONNREFUSED, try_connect(ip4(127, 0, 0, 1), 1));
    EXPECT(CONNREFUSED, try_connect(ip4(127, 255, 0, 1), 2));
    EXPECT(ACCES, try_connect(ip4(127, 0, 0, 1), 3));
    EXPECT(ACCES, try_connect(ip4(127, 0, 0, 1), 0));
    EXPECT(ACCES, try_connect(ip4(128, 0, 0, 1), 1));
    // This machine by other ways to say it.
    EXPECT(CONNREFUSED, try_connect(ip4(0, 0, 0, 0), 1));
    EXPECT(CONNREFUSED, try_connect(mapped(127, 0, 0, 1), 1));
    EXPECT(ACCES, try_connect(mapped(10, 0, 0, 1), 1));
    EXPECT(ACCES, try_connect(LOOPBACK6, 1));
    EXPECT(CONNREFUSED, try_connect(LOOPBACK6, 3));
    EXPECT(CONNREFUSED, try_connect(UNSPECIFIED6, 3));
    OK(try_send(ip4(127, 0, 0, 1), 2));
    EXPECT(ACCES, try_send(ip4(127, 0, 0, 1), 3));
    EXPECT(ACCES, try_send(ip4(10, 0, 0, 1), 1));
    EXPECT(ACCES, try_bind(ip4(127, 0, 0, 1), STREAM, 0));
    EXPECT(ACCES, try_bind(ip4(127, 0, 0, 1), DATAGRAM, 1));
    // A socket that is nowhere would be put anywhere.
    u32 fd;
    OK(sock_open(INET4, STREAM, &fd));
    EXPECT(ACCES, sock_listen(fd, 1));
    EXPECT(ACCES, sock_setsockopt(fd, 0, SO_BINDTODEVICE, "lo", 3));
    EXPECT(ACCES, sock_setsockopt(fd, 0, SO_DONTROUTE, "\1\0\0", 4));
    EXPECT(ACCES, look_up("no.such.name.example"));
}

// --allow-listen 127.0.0.1:0 --allow-listen [::]:20000-20010
static void listen(void) {
    u32 fd, port;
    OK(try_bind(ip4(127, 0, 0, 1), STREAM, 0));
    OK(try_bind(ip4(127, 0, 0, 1), DATAGRAM, 0));
    EXPECT(ACCES, try_bind(ip4(127, 0, 0, 1), STREAM, 19999));
    EXPECT(ACCES, try_bind(ip4(127, 0, 0, 2), STREAM, 0));
    EXPECT(ACCES, try_bind(UNSPECIFIED4, STREAM, 0));
    EXPECT(ACCES, try_bind(UNSPECIFIED6, STREAM, 0));
    // The unspecified address of IPv6 is all there are.
    for (port = 20000; port < 20010 && try_bind(UNSPECIFIED6, DATAGRAM, port); port++)
        EXPECT(ADDRINUSE, try_bind(UNSPECIFIED6, DATAGRAM, port));
    TRUE(port < 20010);
    EXPECT(ACCES, try_bind(LOOPBACK6, DATAGRAM, 20011));
    u32 error = try_bind(LOOPBACK6, DATAGRAM, port);
    TRUE(error == SUCCESS || error == ADDRINUSE);
    error = try_bind(ip4(127, 0, 0, 2), DATAGRAM, port);
    TRUE(error == SUCCESS || error == ADDRINUSE);
    EXPECT(ACCES, try_connect(ip4(127, 0, 0, 1), 1));
    EXPECT(ACCES, try_send(ip4(127, 0, 0, 1), 1));
    OK(sock_open(INET4, STREAM, &fd));
    EXPECT(ACCES, sock_listen(fd, 1));
}

void test(void) {
    char *arguments[2];
    static char text[4096];
    OK(args_get(arguments, text));
    switch (arguments[1][0]) {
    case 'n': nothing(); break;
    case 'c': connect(); break;
    case 'l': listen(); break;
    default: TRUE(0);
    }
}
