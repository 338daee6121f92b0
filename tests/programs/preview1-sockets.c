// Sockets that the process is started with: standard input is a listening
// stream socket to which a client connects that sends `hello`, then waits for
// an answer and ends its side.
#include "preview1.h"

static u8 bytes[100];
static u32 n;
static u16 flags;

void test(void) {
    fdstat stat;
    filestat attributes;
    OK(fd_fdstat_get(0, &stat));
    EXPECT(SOCKET_STREAM, stat.filetype);
    TRUE(stat.rights_base & RIGHT(29));
    OK(fd_filestat_get(0, &attributes));
    EXPECT(SOCKET_STREAM, attributes.filetype);
    iovec in[2] = {{bytes, 2}, {bytes + 10, 90}};
    EXPECT(INVAL, sock_accept(0, APPEND, &n));

    // Waits for a client as for anything else.
    subscription sub = {.userdata = 5, .type = EVENT_FD_READ};
    event happened;
    sub.u.fd = 0;
    OK(poll_oneoff(&sub, &happened, 1, &n));
    EXPECT(SUCCESS, happened.error);
    u32 fd;
    OK(sock_accept(0, 0, &fd));
    TRUE(fd > 2);
    OK(fd_fdstat_get(fd, &stat));
    EXPECT(SOCKET_STREAM, stat.filetype);
    EXPECT(0, stat.flags);
    EXPECT(NOTDIR, path_unlink_file(fd, P("x")));
    u64 at;
    EXPECT(NOTCAPABLE, fd_seek(fd, 1, SET, &at));
    EXPECT(FAULT, sock_recv(fd, in, 2, 0, &n, (void *)0xffffffff));

    // Looking does not take.
    OK(sock_recv(fd, in, 2, 1, &n, &flags));
    TRUE(n > 0 && n <= 5);
    in[1].length = 3;
    OK(sock_recv(fd, in, 2, 2, &n, &flags));
    EXPECT(5, n);
    EXPECT(0, flags);
    TRUE(same(bytes, "he", 2) && same(bytes + 10, "llo", 3));
    iovec out[2] = {{"good", 4}, {"bye", 3}};
    OK(sock_send(fd, out, 2, 0, &n));
    EXPECT(7, n);
    OK(sock_shutdown(fd, 2));
    EXPECT(PIPE, sock_send(fd, out, 2, 0, &n));
    EXPECT(PIPE, fd_write(fd, out, 2, &n));
    // The client ends its side.
    sub.u.fd = fd;
    OK(poll_oneoff(&sub, &happened, 1, &n));
    EXPECT(1, happened.flags);
    EXPECT(0, happened.nbytes);
    OK(sock_recv(fd, in, 2, 0, &n, &flags));
    EXPECT(0, n);

    OK(fd_fdstat_set_flags(fd, NONBLOCK));
    OK(fd_fdstat_get(fd, &stat));
    EXPECT(NONBLOCK, stat.flags);
    OK(fd_fdstat_set_flags(0, NONBLOCK));
    EXPECT(AGAIN, sock_accept(0, NONBLOCK, &n));
    OK(fd_close(fd));
    EXPECT(BADF, sock_shutdown(fd, 3));
}
