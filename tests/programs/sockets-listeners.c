// A server with the functions of preview 1 alone, on sockets that the process was
// started with. Prints the variables that tell of them and the folders that it
// finds as C's library does, then answers one client at each.
#include "preview1.h"

static char text[4096], *variables[64];

static int begins(const char *text, const char *start) {
    return length(text) >= length(start) && same(text, start, length(start));
}

static u32 listeners(void) {
    u32 count, size, found = 0;
    OK(environ_sizes_get(&count, &size));
    TRUE(count < 64 && size < sizeof text);
    OK(environ_get(variables, text));
    for (u32 i = 0; i < count; i++) {
        print_to(1, variables[i]);
        print_to(1, "\n");
        if (begins(variables[i], "LISTEN_FDS="))
            for (char *digit = variables[i] + 11; *digit; digit++)
                found = found * 10 + *digit - '0';
    }
    return found;
}

static void folders(void) {
    for (u32 fd = 3;; fd++) {
        prestat stat = {9, 9};
        u32 error = fd_prestat_get(fd, &stat);
        if (error == BADF) return;
        EXPECT(SUCCESS, error);
        if (stat.tag != 0) {
            EXPECT(1, stat.tag);
            EXPECT(0, stat.name_length);
            OK(fd_prestat_dir_name(fd, text, 0));
            continue;
        }
        static char name[100];
        OK(fd_prestat_dir_name(fd, name, stat.name_length));
        name[stat.name_length] = 0;
        print_number(1, fd);
        print_to(1, " is folder ");
        print_to(1, name);
        print_to(1, "\n");
        fdstat found;
        OK(fd_fdstat_get(fd, &found));
        EXPECT(DIRECTORY, found.filetype);
    }
}

static void serve(u32 listener) {
    static u8 bytes[100];
    fdstat stat;
    u32 fd, n;
    u16 flags;
    OK(fd_fdstat_get(listener, &stat));
    EXPECT(SOCKET_STREAM, stat.filetype);
    TRUE(stat.rights_base & RIGHT(29));
    EXPECT(NOTDIR, path_unlink_file(listener, P("x")));
    OK(sock_accept(listener, 0, &fd));
    iovec in = {bytes, sizeof bytes}, out = {"goodbye", 7};
    OK(sock_recv(fd, &in, 1, 0, &n, &flags));
    TRUE(n == 5 && same(bytes, "hello", 5));
    OK(sock_send(fd, &out, 1, 0, &n));
    OK(sock_shutdown(fd, 3));
    OK(fd_close(fd));
}

void test(void) {
    u32 count = listeners();
    folders();
    for (u32 i = 0; i < count; i++) serve(3 + i);
}
