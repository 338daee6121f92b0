// WASI preview 1 without a C library: the imports as they are, and checks that
// say what was expected and go on, so that one run shows everything.
//
// A program defines `void test(void)`. It prints `ok` and exits with 0, or with
// 1 after at least one line about what is wrong.
#ifndef PREVIEW1_H
#define PREVIEW1_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long s64;

// With `UNSTABLE`, the snapshot before: of 2019, with other layouts and numbers.
#ifdef UNSTABLE
#define MODULE "wasi_unstable"
typedef u32 linkcount;
enum { CUR = 0, END = 1, SET = 2 };
#else
#define MODULE "wasi_snapshot_preview1"
typedef u64 linkcount;
enum { SET = 0, CUR = 1, END = 2 };
#endif

#define IMPORT(name) __attribute__((import_module(MODULE), import_name(#name))) u32 name
#define NULL ((void *)0)

typedef struct { const void *base; u32 length; } iovec;
typedef struct { u8 filetype; u16 flags; u64 rights_base, rights_inheriting; } fdstat;
typedef struct {
    u64 dev, ino;
    u8 filetype;
    linkcount nlink;
    u64 size, atim, mtim, ctim;
} filestat;
typedef struct { u64 next, ino; u32 namlen; u8 type; } dirent;
typedef struct { u8 tag; u32 name_length; } prestat;
typedef struct {
    u64 userdata;
    u8 type;
    union {
        struct {
#ifdef UNSTABLE
            u64 identifier;
#endif
            u32 id;
            u64 timeout, precision;
            u16 flags;
        } clock;
        u32 fd;
    } u;
} subscription;
typedef struct {
    u64 userdata;
    u16 error;
    u8 type;
    u64 nbytes;
    u16 flags;
} event;

_Static_assert(sizeof(fdstat) == 24, "fdstat");
#ifdef UNSTABLE
_Static_assert(sizeof(filestat) == 56, "filestat");
_Static_assert(sizeof(subscription) == 56, "subscription");
#else
_Static_assert(sizeof(filestat) == 64, "filestat");
_Static_assert(sizeof(subscription) == 48, "subscription");
#endif
_Static_assert(sizeof(dirent) == 24, "dirent");
_Static_assert(sizeof(prestat) == 8, "prestat");
_Static_assert(sizeof(event) == 32, "event");

IMPORT(args_get)(void *argv, void *argv_buf);
IMPORT(args_sizes_get)(void *argc, void *argv_buf_size);
IMPORT(environ_get)(void *environ, void *environ_buf);
IMPORT(environ_sizes_get)(void *count, void *buf_size);
IMPORT(clock_res_get)(u32 clock, void *resolution);
IMPORT(clock_time_get)(u32 clock, u64 precision, void *time);
IMPORT(fd_advise)(u32 fd, u64 offset, u64 len, u32 advice);
IMPORT(fd_allocate)(u32 fd, u64 offset, u64 len);
IMPORT(fd_close)(u32 fd);
IMPORT(fd_datasync)(u32 fd);
IMPORT(fd_fdstat_get)(u32 fd, void *stat);
IMPORT(fd_fdstat_set_flags)(u32 fd, u32 flags);
IMPORT(fd_fdstat_set_rights)(u32 fd, u64 rights_base, u64 rights_inheriting);
IMPORT(fd_filestat_get)(u32 fd, void *stat);
IMPORT(fd_filestat_set_size)(u32 fd, u64 size);
IMPORT(fd_filestat_set_times)(u32 fd, u64 atim, u64 mtim, u32 flags);
IMPORT(fd_pread)(u32 fd, const void *iovs, u32 iovs_len, u64 offset, void *nread);
IMPORT(fd_prestat_get)(u32 fd, void *prestat);
IMPORT(fd_prestat_dir_name)(u32 fd, void *path, u32 path_len);
IMPORT(fd_pwrite)(u32 fd, const void *iovs, u32 iovs_len, u64 offset, void *nwritten);
IMPORT(fd_read)(u32 fd, const void *iovs, u32 iovs_len, void *nread);
IMPORT(fd_readdir)(u32 fd, void *buf, u32 buf_len, u64 cookie, void *bufused);
IMPORT(fd_renumber)(u32 fd, u32 to);
IMPORT(fd_seek)(u32 fd, u64 offset, u32 whence, void *newoffset);
IMPORT(fd_sync)(u32 fd);
IMPORT(fd_tell)(u32 fd, void *offset);
IMPORT(fd_write)(u32 fd, const void *iovs, u32 iovs_len, void *nwritten);
IMPORT(path_create_directory)(u32 fd, const char *path, u32 path_len);
IMPORT(path_filestat_get)(u32 fd, u32 flags, const char *path, u32 path_len, void *stat);
IMPORT(path_filestat_set_times)(u32 fd, u32 flags, const char *path, u32 path_len, u64 atim,
                                u64 mtim, u32 fst_flags);
IMPORT(path_link)(u32 old_fd, u32 old_flags, const char *old_path, u32 old_path_len, u32 new_fd,
                  const char *new_path, u32 new_path_len);
IMPORT(path_open)(u32 fd, u32 dirflags, const char *path, u32 path_len, u32 oflags,
                  u64 rights_base, u64 rights_inheriting, u32 fdflags, void *opened_fd);
IMPORT(path_readlink)(u32 fd, const char *path, u32 path_len, void *buf, u32 buf_len,
                      void *bufused);
IMPORT(path_remove_directory)(u32 fd, const char *path, u32 path_len);
IMPORT(path_rename)(u32 fd, const char *old_path, u32 old_path_len, u32 new_fd,
                    const char *new_path, u32 new_path_len);
IMPORT(path_symlink)(const char *old_path, u32 old_path_len, u32 fd, const char *new_path,
                     u32 new_path_len);
IMPORT(path_unlink_file)(u32 fd, const char *path, u32 path_len);
IMPORT(poll_oneoff)(const void *subscriptions, void *events, u32 nsubscriptions, void *nevents);
__attribute__((import_module(MODULE), import_name("proc_exit"), noreturn))
void proc_exit(u32 code);
IMPORT(proc_raise)(u32 signal);
IMPORT(sched_yield)(void);
IMPORT(random_get)(void *buf, u32 buf_len);
IMPORT(sock_accept)(u32 fd, u32 flags, void *connection);
IMPORT(sock_recv)(u32 fd, const void *data, u32 data_len, u32 flags, void *datalen,
                  void *roflags);
IMPORT(sock_send)(u32 fd, const void *data, u32 data_len, u32 flags, void *datalen);
IMPORT(sock_shutdown)(u32 fd, u32 how);

enum {
    SUCCESS = 0, ACCES = 2, AGAIN = 6, BADF = 8, EXIST = 20, FAULT = 21, FBIG = 22, ILSEQ = 25,
    INVAL = 28, ISDIR = 31, LOOP = 32, MFILE = 33, NAMETOOLONG = 37, NOENT = 44, NOSPC = 51,
    NOTDIR = 54, NOTEMPTY = 55, NOTSOCK = 57, PERM = 63, PIPE = 64, SPIPE = 70, XDEV = 75,
    NOTCAPABLE = 76, BUSY = 10, NOTCONN = 53,
};
enum { UNKNOWN = 0, CHARACTER_DEVICE = 2, DIRECTORY = 3, REGULAR_FILE = 4, SYMBOLIC_LINK = 7 };
enum { SOCKET_DGRAM = 5, SOCKET_STREAM = 6 };
enum { O_CREAT = 1, O_DIRECTORY = 2, O_EXCL = 4, O_TRUNC = 8 };
enum { APPEND = 1, DSYNC = 2, NONBLOCK = 4, RSYNC = 8, SYNC = 16 };
enum { NOFOLLOW = 0, FOLLOW = 1 };
enum { SET_ATIM = 1, SET_ATIM_NOW = 2, SET_MTIM = 4, SET_MTIM_NOW = 8 };
enum { REALTIME = 0, MONOTONIC = 1, PROCESS_CPUTIME = 2, THREAD_CPUTIME = 3 };
enum { EVENT_CLOCK = 0, EVENT_FD_READ = 1, EVENT_FD_WRITE = 2 };
#define RIGHT(n) (1ull << (n))
#define FD_DATASYNC RIGHT(0)
#define FD_READ RIGHT(1)
#define FD_SEEK RIGHT(2)
#define FD_FDSTAT_SET_FLAGS RIGHT(3)
#define FD_SYNC RIGHT(4)
#define FD_TELL RIGHT(5)
#define FD_WRITE RIGHT(6)
#define FD_ADVISE RIGHT(7)
#define FD_ALLOCATE RIGHT(8)
#define PATH_CREATE_DIRECTORY RIGHT(9)
#define PATH_CREATE_FILE RIGHT(10)
#define PATH_OPEN RIGHT(13)
#define FD_READDIR RIGHT(14)
#define PATH_READLINK RIGHT(15)
#define PATH_FILESTAT_GET RIGHT(18)
#define PATH_FILESTAT_SET_SIZE RIGHT(19)
#define FD_FILESTAT_GET RIGHT(21)
#define FD_FILESTAT_SET_SIZE RIGHT(22)
#define FD_FILESTAT_SET_TIMES RIGHT(23)
#define PATH_UNLINK_FILE RIGHT(26)
#define POLL_FD_READWRITE RIGHT(27)
#define ALL_RIGHTS 0x3fffffffull

static int failures;

static u32 length(const char *text) {
    u32 n = 0;
    while (text[n]) n++;
    return n;
}

static int same(const void *a, const void *b, u32 n) {
    const u8 *x = a, *y = b;
    for (u32 i = 0; i < n; i++)
        if (x[i] != y[i]) return 0;
    return 1;
}

// The compiler turns loops and initialisers into calls of these.
__attribute__((used, no_builtin)) void *memset(void *to, int value, unsigned long n) {
    for (u8 *p = to; n; n--) *p++ = value;
    return to;
}
__attribute__((used, no_builtin)) void *memcpy(void *to, const void *from, unsigned long n) {
    u8 *p = to;
    for (const u8 *q = from; n; n--) *p++ = *q++;
    return to;
}

static void print_to(u32 fd, const char *text) {
    iovec out = {text, length(text)};
    u32 n;
    fd_write(fd, &out, 1, &n);
}

static void print_number(u32 fd, u64 number) {
    char digits[21];
    int i = 20;
    digits[20] = 0;
    do {
        digits[--i] = '0' + number % 10;
        number /= 10;
    } while (number);
    print_to(fd, digits + i);
}

__attribute__((noinline))
static void check_equal(u64 found, u64 expected, int line) {
    if (found == expected) return;
    failures++;
    print_to(2, "line ");
    print_number(2, line);
    print_to(2, ": found ");
    print_number(2, found);
    print_to(2, ", expected ");
    print_number(2, expected);
    print_to(2, "\n");
}

// What a call returns, or any other value.
#define EXPECT(expected, found) check_equal((u64)(found), (u64)(expected), __LINE__)
#define OK(call) EXPECT(SUCCESS, call)
#define TRUE(condition) check_equal(!!(condition), 1, __LINE__)
// As `EXPECT`, for what makes other runtimes trap.
#ifdef OTHERS_TRAP
#define EXPECT_HERE(expected, found) ((void)0)
#else
#define EXPECT_HERE EXPECT
#endif

// A path as two parameters.
#define P(text) (text), length(text)

__attribute__((unused)) static u32 open_with(u32 dir, const char *path, u32 oflags, u64 rights, u32 flags, u32 *fd) {
    *fd = 0xffffffff;
    return path_open(dir, FOLLOW, P(path), oflags, rights, ALL_RIGHTS, flags, fd);
}

__attribute__((unused)) static u32 write_text(u32 fd, const char *text) {
    iovec out = {text, length(text)};
    u32 n = 0;
    u32 error = fd_write(fd, &out, 1, &n);
    return error ? error : n == out.length ? SUCCESS : 1000 + n;
}

// Makes a file with this content.
__attribute__((unused)) static void make_file(u32 dir, const char *path, const char *text) {
    u32 fd;
    u32 error = open_with(dir, path, O_CREAT | O_TRUNC, FD_WRITE, 0, &fd);
    if (!error) error = write_text(fd, text);
    if (!error) error = fd_close(fd);
    check_equal(error, SUCCESS, __LINE__);
}

// Whether a file has this content.
__attribute__((unused)) static int file_is(u32 dir, const char *path, const char *text) {
    static u8 content[65536];
    u32 fd, n = 0;
    if (open_with(dir, path, 0, FD_READ, 0, &fd)) return 0;
    iovec in = {content, sizeof content};
    u32 error = fd_read(fd, &in, 1, &n);
    fd_close(fd);
    return !error && n == length(text) && same(content, text, n);
}

void test(void);

__attribute__((export_name("_start"))) void start(void) {
    test();
    if (!failures) print_to(1, "ok\n");
    proc_exit(failures ? 1 : 0);
}

#endif
