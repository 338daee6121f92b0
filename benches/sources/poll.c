// Looks at 1,000 sockets 2,000 times: by poll(2), or by poll_oneoff where it is
// compiled for WASI. The argument says what there is to see: nothing on any (idle),
// something on the last (one), or room to send on all (all). Prints how many events
// there were.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { SOCKETS = 1000, ROUNDS = 2000, READ = 1, WRITE = 2 };

static int look(int round);
static void prepare(int direction, int last_is_ready);

int main(int count, char **arguments) {
    const char *what = count > 1 ? arguments[1] : "";
    prepare(strcmp(what, "all") ? READ : WRITE, !strcmp(what, "one"));
    long events = 0;
    for (int round = 0; round < ROUNDS; round++)
        events += look(round);
    printf("%ld events\n", events);
    return 0;
}

#ifdef __wasi__
#include <stdlib.h>
#include <wasi/api.h>

#define IMPORT(name) \
    __attribute__((import_module("wasi_snapshot_preview1"), import_name(#name))) uint32_t name
typedef struct { void *buffer; uint32_t length; } place;
IMPORT(sock_open_v2)(uint32_t family, uint32_t type, uint32_t *fd);
IMPORT(sock_bind_v2)(uint32_t fd, place *address, uint32_t port);
IMPORT(sock_getlocaladdr_v2)(uint32_t fd, place *address, uint32_t *port);
IMPORT(sock_send_to_v2)(uint32_t fd, const void *data, uint32_t count, place *address, uint32_t port,
                        uint32_t flags, uint32_t *sent);

static __wasi_subscription_t subscriptions[SOCKETS + 1];
static __wasi_event_t events[SOCKETS + 1];

static void check(uint32_t error) {
    if (error) {
        printf("error %u\n", error);
        exit(1);
    }
}

static void prepare(int direction, int last_is_ready) {
    struct { uint16_t family; uint8_t bytes[126]; } address = {1, {127, 0, 0, 1}};
    place at = {&address, sizeof address};
    uint32_t fd, port, sent;
    for (int i = 0; i < SOCKETS; i++) {
        check(sock_open_v2(1, 1, &fd));
        subscriptions[i].userdata = i;
        subscriptions[i].u.tag = direction == READ ? __WASI_EVENTTYPE_FD_READ : __WASI_EVENTTYPE_FD_WRITE;
        subscriptions[i].u.u.fd_read.file_descriptor = fd;
    }
    // Not to wait where there is nothing to see.
    subscriptions[SOCKETS].u.tag = __WASI_EVENTTYPE_CLOCK;
    subscriptions[SOCKETS].u.u.clock.id = __WASI_CLOCKID_MONOTONIC;
    if (last_is_ready) {
        check(sock_bind_v2(fd, &at, 0));
        check(sock_getlocaladdr_v2(fd, &at, &port));
        __wasi_ciovec_t data = {(const uint8_t *)"x", 1};
        check(sock_send_to_v2(fd, &data, 1, &at, port, 0, &sent));
    }
}

static int look(int round) {
    __wasi_size_t count;
    (void)round;
    check(__wasi_poll_oneoff(subscriptions, events, SOCKETS + 1, &count));
    // The clock is none that poll(2) would count.
    return count - 1;
}

#else
#include <arpa/inet.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>

static struct pollfd interests[SOCKETS];

static void prepare(int direction, int last_is_ready) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    for (int i = 0; i < SOCKETS; i++) {
        interests[i].fd = socket(AF_INET, SOCK_DGRAM, 0);
        interests[i].events = direction == READ ? POLLIN : POLLOUT;
    }
    int last = interests[SOCKETS - 1].fd;
    if (last_is_ready) {
        bind(last, (struct sockaddr *)&address, length);
        getsockname(last, (struct sockaddr *)&address, &length);
        sendto(last, "x", 1, 0, (struct sockaddr *)&address, length);
    }
}

static int look(int round) {
    (void)round;
    return poll(interests, SOCKETS, 0);
}
#endif
