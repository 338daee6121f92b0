// Makes the calls of preview 1 that standard input names, one a line, and answers
// each with a line: the error number, then what was returned.
//
// A line is the name of a call and its arguments: numbers, and bytes as `x` with
// hexadecimal digits behind. `tests::guest` writes them.
#include "preview1.h"

static u8 line[1 << 17];
static u8 in[1 << 16];
static u32 in_at, in_end;
static u8 space[3][1 << 16];
static u8 out[1 << 18];
static u32 out_length;

static int next_byte(void) {
    if (in_at == in_end) {
        iovec all = {in, sizeof in};
        u32 n = 0;
        if (fd_read(0, &all, 1, &n) || !n) return -1;
        in_at = 0;
        in_end = n;
    }
    return in[in_at++];
}

static int read_line(void) {
    u32 n = 0;
    for (;;) {
        int byte = next_byte();
        if (byte < 0) return 0;
        if (byte == '\n') break;
        if (n < sizeof line - 1) line[n++] = byte;
    }
    line[n] = 0;
    return 1;
}

static void put(u8 byte) { out[out_length++] = byte; }

static void put_number(u64 number) {
    u8 digits[20];
    u32 n = 0;
    put(' ');
    do digits[n++] = '0' + number % 10;
    while (number /= 10);
    while (n) put(digits[--n]);
}

static void put_bytes(const u8 *bytes, u32 n) {
    put(' ');
    put('x');
    for (u32 i = 0; i < n; i++) {
        put("0123456789abcdef"[bytes[i] >> 4]);
        put("0123456789abcdef"[bytes[i] & 15]);
    }
}

// The arguments of the line: numbers, and where bytes are.
static u64 a[12];
static char *b[3];
static u32 l[3];

static u32 digit(u8 byte) { return byte <= '9' ? byte - '0' : byte - 'a' + 10; }

static void parse(const u8 *at) {
    u32 numbers = 0, bytes = 0;
    while (*at == ' ') {
        at++;
        if (*at == 'x') {
            u8 *to = space[bytes];
            for (at++; *at && *at != ' '; at += 2) *to++ = digit(at[0]) << 4 | digit(at[1]);
            b[bytes] = (char *)space[bytes];
            l[bytes] = to - space[bytes];
            bytes++;
        } else {
            u64 number = 0;
            while (*at && *at != ' ') number = number * 10 + (*at++ - '0');
            a[numbers++] = number;
        }
    }
}

static int is(const char *name) {
    u32 n = length(name);
    return same(line, name, n) && (line[n] == ' ' || !line[n]);
}

static void put_stat(const filestat *stat) {
    put_number(stat->filetype);
    put_number(stat->size);
    put_number(stat->nlink);
    put_number(stat->ino);
    put_number(stat->mtim);
}

static u32 run(void) {
    u32 n = 0, error;
    u64 n64 = 0;
    iovec io = {b[0], l[0]};
    static u8 data[1 << 16];
    filestat stat;
    fdstat fdstat;
    iovec room = {data, a[1] < sizeof data ? a[1] : sizeof data};
    if (is("open")) {
        error = path_open(a[0], a[1], b[0], l[0], a[2], a[3], a[4], a[5], &n);
        if (!error) put_number(n);
        return error;
    }
    if (is("close")) return fd_close(a[0]);
    if (is("renumber")) return fd_renumber(a[0], a[1]);
    if (is("fdstat")) {
        error = fd_fdstat_get(a[0], &fdstat);
        if (error) return error;
        put_number(fdstat.filetype);
        put_number(fdstat.flags);
        put_number(fdstat.rights_base);
        put_number(fdstat.rights_inheriting);
        return error;
    }
    if (is("set_rights")) return fd_fdstat_set_rights(a[0], a[1], a[2]);
    if (is("set_flags")) return fd_fdstat_set_flags(a[0], a[1]);
    if (is("read") || is("pread")) {
        error = is("read") ? fd_read(a[0], &room, 1, &n) : fd_pread(a[0], &room, 1, a[2], &n);
        if (!error) put_bytes(data, n);
        return error;
    }
    if (is("write") || is("pwrite")) {
        error = is("write") ? fd_write(a[0], &io, 1, &n) : fd_pwrite(a[0], &io, 1, a[1], &n);
        if (!error) put_number(n);
        return error;
    }
    if (is("seek") || is("tell")) {
        error = is("seek") ? fd_seek(a[0], a[1], a[2], &n64) : fd_tell(a[0], &n64);
        if (!error) put_number(n64);
        return error;
    }
    if (is("advise")) return fd_advise(a[0], a[1], a[2], a[3]);
    if (is("allocate")) return fd_allocate(a[0], a[1], a[2]);
    if (is("set_size")) return fd_filestat_set_size(a[0], a[1]);
    if (is("set_times")) return fd_filestat_set_times(a[0], a[1], a[2], a[3]);
    if (is("sync")) return fd_sync(a[0]);
    if (is("datasync")) return fd_datasync(a[0]);
    if (is("stat")) {
        error = fd_filestat_get(a[0], &stat);
        if (!error) put_stat(&stat);
        return error;
    }
    if (is("path_stat")) {
        error = path_filestat_get(a[0], a[1], b[0], l[0], &stat);
        if (!error) put_stat(&stat);
        return error;
    }
    if (is("readdir")) {
        error = fd_readdir(a[0], data, room.length, a[2], &n);
        if (!error) put_bytes(data, n);
        return error;
    }
    if (is("path_set_times"))
        return path_filestat_set_times(a[0], a[1], b[0], l[0], a[2], a[3], a[4]);
    if (is("create_directory")) return path_create_directory(a[0], b[0], l[0]);
    if (is("remove_directory")) return path_remove_directory(a[0], b[0], l[0]);
    if (is("unlink")) return path_unlink_file(a[0], b[0], l[0]);
    if (is("symlink")) return path_symlink(b[0], l[0], a[0], b[1], l[1]);
    if (is("link")) return path_link(a[0], a[1], b[0], l[0], a[2], b[1], l[1]);
    if (is("rename")) return path_rename(a[0], b[0], l[0], a[1], b[1], l[1]);
    if (is("readlink")) {
        error = path_readlink(a[0], b[0], l[0], data, sizeof data, &n);
        if (!error) put_bytes(data, n);
        return error;
    }
    if (is("prestat")) {
        prestat prestat;
        error = fd_prestat_get(a[0], &prestat);
        if (!error) put_number(prestat.name_length);
        return error;
    }
    if (is("poll")) {
        // A descriptor and a type, and how long to wait on a clock.
        subscription subs[2] = {{.userdata = 1, .type = a[1], .u.fd = a[0]},
                                {.userdata = 2, .type = EVENT_CLOCK}};
        event events[2];
        subs[1].u.clock.id = a[2];
        subs[1].u.clock.timeout = a[3];
        subs[1].u.clock.flags = a[4];
        error = poll_oneoff(subs, events, 2, &n);
        for (u32 i = 0; !error && i < n; i++) {
            put_number(events[i].userdata);
            put_number(events[i].error);
        }
        return error;
    }
    if (is("time")) {
        error = clock_time_get(a[0], 0, &n64);
        if (!error) put_number(n64);
        return error;
    }
    if (is("grow")) {
        put_number((u32)__builtin_wasm_memory_grow(0, a[0]));
        return SUCCESS;
    }
    if (is("touch")) {
        // The last byte of memory.
        *(volatile u8 *)(__builtin_wasm_memory_size(0) * 65536 - 1) = 1;
        return SUCCESS;
    }
    return 999;
}

void test(void) {
    static u8 number[8];
    while (read_line()) {
        u8 *at = line;
        while (*at && *at != ' ') at++;
        out_length = 64;
        parse(at);
        u32 error = run(), start = 64, n = 0;
        do number[n++] = '0' + error % 10;
        while (error /= 10);
        for (u32 i = 0; i < n; i++) out[--start] = number[i];
        put('\n');
        for (iovec rest = {out + start, out_length - start}; rest.length;) {
            u32 done = 0;
            if (fd_write(1, &rest, 1, &done)) proc_exit(2);
            rest.base = (const u8 *)rest.base + done;
            rest.length -= done;
        }
    }
    proc_exit(0);
}
