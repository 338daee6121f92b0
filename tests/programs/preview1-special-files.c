// Things with names that are neither files nor folders. Granted are a folder
// with a FIFO, `fifo`; /proc/self; and /dev.
#include "preview1.h"

static u8 bytes[4096];
static u32 n;

// The links of /proc that lead to what is open, not to what they say.
static void magic_links(void) {
    const char *names[] = {"cwd", "root", "exe", "fd/0", "fd/1", "cwd/.", "root/etc", "fd/3/.."};
    for (int i = 0; i < 8; i++) {
        u32 fd;
        u32 error = open_with(4, names[i], 0, FD_READ, 0, &fd);
        // By the kernel's judgement or ours.
        TRUE(error == LOOP || error == PERM || error == NOENT);
        error = open_with(4, names[i], O_CREAT, FD_WRITE, 0, &fd);
        TRUE(error == LOOP || error == PERM || error == NOENT || error == ACCES);
    }
    filestat stat;
    OK(path_filestat_get(4, NOFOLLOW, P("cwd"), &stat));
    EXPECT(SYMBOLIC_LINK, stat.filetype);
    TRUE(path_filestat_get(4, FOLLOW, P("cwd"), &stat) != SUCCESS);
    // Plain files there are fine.
    u32 fd;
    OK(open_with(4, "stat", 0, FD_READ, 0, &fd));
    iovec in = {bytes, sizeof bytes};
    OK(fd_read(fd, &in, 1, &n));
    TRUE(n > 10);
    OK(fd_close(fd));
}

static void fifo(void) {
    u32 reader, writer;
    fdstat stat;
    filestat attributes;
    OK(path_filestat_get(3, 0, P("fifo"), &attributes));
    EXPECT(UNKNOWN, attributes.filetype);
    // Nobody writes, and nobody waits for that.
    OK(open_with(3, "fifo", 0, ALL_RIGHTS & ~FD_WRITE, NONBLOCK, &reader));
    OK(fd_fdstat_get(reader, &stat));
    EXPECT(UNKNOWN, stat.filetype);
    EXPECT(NONBLOCK, stat.flags);
    EXPECT(0, stat.rights_base & (FD_SEEK | FD_TELL));
    iovec in = {bytes, 10};
    OK(fd_read(reader, &in, 1, &n));
    EXPECT(0, n);
    OK(open_with(3, "fifo", 0, FD_WRITE | POLL_FD_READWRITE, 0, &writer));
    EXPECT(AGAIN, fd_read(reader, &in, 1, &n));
    OK(write_text(writer, "hello"));
    subscription subs[2] = {{.userdata = 1, .type = EVENT_FD_READ},
                            {.userdata = 2, .type = EVENT_FD_WRITE}};
    event events[2];
    subs[0].u.fd = reader;
    subs[1].u.fd = writer;
    OK(poll_oneoff(subs, events, 2, &n));
    EXPECT(2, n);
    EXPECT(5, events[0].nbytes);
    EXPECT(0, events[0].flags);
    OK(fd_read(reader, &in, 1, &n));
    EXPECT(5, n);
    OK(fd_close(reader));
    EXPECT(PIPE, write_text(writer, "hello"));
    OK(poll_oneoff(subs + 1, events, 1, &n));
    EXPECT(SUCCESS, events[0].error);
    EXPECT(1, events[0].flags);
    OK(fd_close(writer));
}

static void devices(void) {
    u32 fd;
    fdstat stat;
    OK(open_with(5, "null", 0, ALL_RIGHTS, 0, &fd));
    OK(fd_fdstat_get(fd, &stat));
    EXPECT(CHARACTER_DEVICE, stat.filetype);
    // No terminal.
    TRUE(stat.rights_base & FD_SEEK);
    OK(write_text(fd, "nothing"));
    iovec in = {bytes, 10};
    OK(fd_read(fd, &in, 1, &n));
    EXPECT(0, n);
    OK(fd_close(fd));
    OK(open_with(5, "full", 0, ALL_RIGHTS, 0, &fd));
    EXPECT(NOSPC, write_text(fd, "too much"));
    OK(fd_close(fd));
    OK(open_with(5, "zero", 0, FD_READ | POLL_FD_READWRITE, 0, &fd));
    subscription sub = {.userdata = 1, .type = EVENT_FD_READ};
    sub.u.fd = fd;
    event happened;
    OK(poll_oneoff(&sub, &happened, 1, &n));
    TRUE(happened.nbytes > 0);
    OK(fd_close(fd));
}

void test(void) {
    magic_links();
    fifo();
    devices();
}
