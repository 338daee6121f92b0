// WasmEdge's sockets, as they are imported. A program that defines `V1` before uses
// the first version of the dialect, otherwise the second.
#ifndef SOCKETS_H
#define SOCKETS_H
#include "preview1.h"

#define NAMED(name) \
    __attribute__((import_module("wasi_snapshot_preview1"), import_name(name))) u32
#ifdef V1
#define VERSIONED(name) NAMED(#name)
#else
#define VERSIONED(name) NAMED(#name "_v2")
#endif

// A place for an address: of 4, 16 or 128 bytes, the last with a family in front.
typedef struct { void *buf; u32 length; } place;
typedef struct { u16 family; u8 bytes[126]; } any_address;
typedef struct { u8 family; u32 length; void *data; } sockaddr;
typedef struct addrinfo {
    u16 flags;
    u8 family, socktype, protocol;
    u32 addrlen;
    sockaddr *addr;
    char *canonname;
    u32 canonnamelen;
    struct addrinfo *next;
} addrinfo;

_Static_assert(sizeof(any_address) == 128, "any_address");
_Static_assert(sizeof(sockaddr) == 12, "sockaddr");
_Static_assert(sizeof(addrinfo) == 28, "addrinfo");

VERSIONED(sock_open) sock_open(u32 family, u32 type, u32 *fd);
VERSIONED(sock_bind) sock_bind(u32 fd, const place *address, u32 port);
VERSIONED(sock_listen) sock_listen(u32 fd, u32 backlog);
VERSIONED(sock_connect) sock_connect(u32 fd, const place *address, u32 port);
VERSIONED(sock_recv) receive(u32 fd, const iovec *data, u32 count, u32 flags, u32 *length,
                             u16 *roflags);
VERSIONED(sock_send) send(u32 fd, const iovec *data, u32 count, u32 flags, u32 *length);
VERSIONED(sock_send_to) sock_send_to(u32 fd, const iovec *data, u32 count, const place *address,
                                     u32 port, u32 flags, u32 *length);
#ifdef V1
VERSIONED(sock_accept) accept_v1(u32 fd, u32 *connection);
VERSIONED(sock_recv_from) recv_from_v1(u32 fd, const iovec *data, u32 count, const place *address,
                                       u32 flags, u32 *length, u16 *roflags);
VERSIONED(sock_getlocaladdr) local_v1(u32 fd, const place *address, u32 *type, u32 *port);
VERSIONED(sock_getpeeraddr) peer_v1(u32 fd, const place *address, u32 *type, u32 *port);
#else
VERSIONED(sock_accept) accept_v2(u32 fd, u32 flags, u32 *connection);
VERSIONED(sock_recv_from) recv_from_v2(u32 fd, const iovec *data, u32 count, const place *address,
                                       u32 flags, u32 *port, u32 *length, u16 *roflags);
VERSIONED(sock_getlocaladdr) local_v2(u32 fd, const place *address, u32 *port);
VERSIONED(sock_getpeeraddr) peer_v2(u32 fd, const place *address, u32 *port);
#endif
NAMED("sock_getsockopt") sock_getsockopt(u32 fd, u32 level, u32 name, void *value, u32 *size);
NAMED("sock_setsockopt") sock_setsockopt(u32 fd, u32 level, u32 name, const void *value, u32 size);
NAMED("sock_getaddrinfo") sock_getaddrinfo(const char *node, u32 node_len, const char *service,
                                           u32 service_len, const addrinfo *hints,
                                           addrinfo **results, u32 max, u32 *count);

enum { INET4 = 1, INET6 = 2, ANY = 0, DATAGRAM = 1, STREAM = 2 };
enum { SHUT_RECEIVING = 1, SHUT_SENDING = 2, SHUT_BOTH = 3 };
enum {
    SO_REUSEADDR, SO_TYPE, SO_ERROR, SO_DONTROUTE, SO_BROADCAST, SO_SNDBUF, SO_RCVBUF,
    SO_KEEPALIVE, SO_OOBINLINE, SO_LINGER, SO_RCVLOWAT, SO_RCVTIMEO, SO_SNDTIMEO, SO_ACCEPTCONN,
    SO_BINDTODEVICE,
};
enum {
    ADDRINUSE = 3, AFNOSUPPORT = 5, CONNREFUSED = 14, CONNRESET = 15, DESTADDRREQ = 17,
    INPROGRESS = 26, ISCONN = 30, MSGSIZE = 35, NOPROTOOPT = 50,
};
enum {
    AI_AGAIN = 78, AI_BADFLAGS = 79, AI_FAMILY = 81, AI_MEMORY = 82, AI_NODATA = 83,
    AI_NONAME = 84, AI_SERVICE = 85, AI_SOCKTYPE = 86,
};
enum { AI_PASSIVE = 1, AI_CANONNAME = 2, AI_NUMERICHOST = 4, AI_NUMERICSERV = 8 };

// An address in each of the forms that the version has, and its text.
typedef struct {
    u8 family;
    u8 bytes[16];
} ip;

static const ip LOOPBACK4 = {INET4, {127, 0, 0, 1}};
__attribute__((unused)) static const ip LOOPBACK6 = {INET6, {[15] = 1}};
__attribute__((unused)) static const ip UNSPECIFIED4 = {INET4, {0}};
__attribute__((unused)) static const ip UNSPECIFIED6 = {INET6, {0}};

static u32 size_of(u8 family) { return family == INET6 ? 16 : 4; }

// The address as an argument.
__attribute__((unused)) static const place *at(ip address) {
    static any_address any;
    static place result;
    any.family = address.family;
    memcpy(any.bytes, address.bytes, 16);
#ifdef V1
    result = (place){any.bytes, size_of(address.family)};
#else
    result = (place){&any, sizeof any};
#endif
    return &result;
}

__attribute__((unused)) static u32 accept_from(u32 fd, u32 *connection) {
#ifdef V1
    return accept_v1(fd, connection);
#else
    return accept_v2(fd, 0, connection);
#endif
}

__attribute__((unused)) static u32 local_or_peer(int peer, u32 fd, ip *address, u32 *port) {
    static any_address any;
    u32 error;
    memset(&any, 0xee, sizeof any);
#ifdef V1
    u32 type = 0;
    place result = {any.bytes, 16};
    error = peer ? peer_v1(fd, &result, &type, port) : local_v1(fd, &result, &type, port);
    if (error) return error;
    address->family = type == 4 ? INET4 : type == 6 ? INET6 : 0;
#else
    place result = {&any, sizeof any};
    error = peer ? peer_v2(fd, &result, port) : local_v2(fd, &result, port);
    if (error) return error;
    address->family = any.family;
#endif
    memset(address->bytes, 0, 16);
    memcpy(address->bytes, any.bytes, size_of(address->family));
    return error;
}
#define local_address(fd, address, port) local_or_peer(0, fd, address, port)
#define peer_address(fd, address, port) local_or_peer(1, fd, address, port)

__attribute__((unused)) static int is_address(const ip *found, ip expected) {
    return found->family == expected.family && same(found->bytes, expected.bytes, 16);
}

// A stream that listens at a port that the kernel chose.
__attribute__((unused)) static u32 listener_at(ip address, u32 *fd, u32 *port) {
    ip own;
    u32 error = sock_open(address.family, STREAM, fd);
    if (!error) error = sock_bind(*fd, at(address), 0);
    if (!error) error = sock_listen(*fd, 16);
    if (!error) error = local_address(*fd, &own, port);
    return error;
}

// Two ends of a connection.
__attribute__((unused)) static void connection(ip address, u32 *client, u32 *server) {
    u32 listener, port = 0;
    OK(listener_at(address, &listener, &port));
    OK(sock_open(address.family, STREAM, client));
    OK(sock_connect(*client, at(address), port));
    OK(accept_from(listener, server));
    OK(fd_close(listener));
}

__attribute__((unused)) static u32 send_text(u32 fd, const char *text) {
    iovec out = {text, length(text)};
    u32 n = 0;
    u32 error = send(fd, &out, 1, 0, &n);
    return error ? error : n == out.length ? SUCCESS : 1000 + n;
}

// Whether exactly this is received next.
__attribute__((unused)) static int receives(u32 fd, const char *text) {
    static u8 bytes[4096];
    iovec in = {bytes, sizeof bytes};
    u32 n = 0, total = 0;
    u16 flags;
    while (total < length(text)) {
        in.base = bytes + total;
        in.length = sizeof bytes - total;
        u32 error = receive(fd, &in, 1, 0, &n, &flags);
        EXPECT(SUCCESS, error);
        if (error || !n) return 0;
        total += n;
    }
    return total == length(text) && same(bytes, text, total);
}

__attribute__((unused)) static subscription wanted(u8 type, u32 fd) {
    subscription sub = {.userdata = 100 * type + fd, .type = type};
    sub.u.fd = fd;
    return sub;
}

__attribute__((unused)) static subscription in_milliseconds(u64 time) {
    subscription sub = {.userdata = 7, .type = EVENT_CLOCK};
    sub.u.clock.id = MONOTONIC;
    sub.u.clock.timeout = time * 1000000;
    return sub;
}

// Waits for one direction, for five seconds at most.
__attribute__((unused)) static event wait_for(u8 type, u32 fd) {
    subscription subs[2] = {wanted(type, fd), in_milliseconds(5000)};
    event events[2];
    u32 n = 0;
    OK(poll_oneoff(subs, events, 2, &n));
    TRUE(n >= 1);
    EXPECT(type, events[0].type);
    return events[0];
}

#endif
