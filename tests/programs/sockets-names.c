// Does what its arguments say, one after the other, and prints a line or more for
// each:
//   ask NODE SERVICE FAMILY SOCKTYPE FLAGS MAX   the addresses of a name
//   connect A.B.C.D PORT                         the error of an attempt
#include "sockets.h"

static char text[16384], *arguments[1024];

static u32 number(const char *digits) {
    u32 n = 0;
    while (*digits >= '0' && *digits <= '9') n = n * 10 + *digits++ - '0';
    return n;
}

static void print_address(u8 family, const u8 *data) {
    u32 i;
    if (family == INET4) {
        for (i = 0; i < 4; i++) {
            if (i) print_to(1, ".");
            print_number(1, data[2 + i]);
        }
    } else {
        for (i = 0; i < 16; i++) {
            char digits[3] = {"0123456789abcdef"[data[6 + i] >> 4],
                              "0123456789abcdef"[data[6 + i] & 15], 0};
            if (i && i % 2 == 0) print_to(1, ":");
            print_to(1, digits);
        }
    }
    print_to(1, " port ");
    print_number(1, data[0] << 8 | data[1]);
}

static void ask(char **a) {
    static addrinfo results[64];
    static sockaddr addresses[64];
    static u8 data[64][26];
    static char names[64][100];
    addrinfo hints = {0}, *first = results;
    u32 max = number(a[5]), count = 99;
    for (u32 i = 0; i < max; i++) {
        addresses[i] = (sockaddr){9, sizeof data[i], data[i]};
        results[i] = (addrinfo){
            .addr = &addresses[i],
            .canonname = names[i],
            .canonnamelen = sizeof names[i],
            .next = i + 1 < max ? &results[i + 1] : NULL,
        };
    }
    hints.family = number(a[2]);
    hints.socktype = number(a[3]);
    hints.flags = number(a[4]);
    u32 error = sock_getaddrinfo(P(a[0]), P(a[1]), &hints, &first, max, &count);
    if (error) {
        print_to(1, "error ");
        print_number(1, error);
        print_to(1, "\n");
        return;
    }
    for (u32 i = 0; i < count; i++) {
        EXPECT(results[i].family, addresses[i].family);
        EXPECT(addresses[i].length + 2, results[i].addrlen);
        print_address(addresses[i].family, data[i]);
        print_to(1, results[i].socktype == STREAM ? " stream" : " datagram");
        EXPECT(results[i].socktype == STREAM ? 1 : 2, results[i].protocol);
        if (results[i].canonnamelen) {
            names[i][results[i].canonnamelen] = 0;
            print_to(1, " is ");
            print_to(1, names[i]);
        }
        print_to(1, "\n");
    }
}

static void connect(char **a) {
    ip address = {INET4, {0}};
    const char *digits = a[0];
    u32 fd;
    for (u32 i = 0; i < 4; i++) {
        address.bytes[i] = number(digits);
        while (*digits && *digits++ != '.') {}
    }
    u32 error = sock_open(INET4, STREAM, &fd);
    if (!error) {
        error = sock_connect(fd, at(address), number(a[1]));
        fd_close(fd);
    }
    print_to(1, "connect ");
    print_number(1, error);
    print_to(1, "\n");
}

void test(void) {
    u32 count, size;
    OK(args_sizes_get(&count, &size));
    TRUE(count < 1024 && size < sizeof text);
    OK(args_get(arguments, text));
    for (u32 i = 1; i < count;) {
        if (arguments[i][0] == 'a') {
            ask(arguments + i + 1);
            i += 7;
        } else {
            connect(arguments + i + 1);
            i += 3;
        }
    }
}
