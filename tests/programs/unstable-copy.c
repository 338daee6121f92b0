// What a tutorial of 2019 did with `wasi_unstable`: copies files, each from the
// path of one argument to that of the next, below the granted folder whose name
// the path begins with. Says of each pair how it went.
#include "preview1.h"

static char *arguments[64];
static char texts[4096];
static u8 buffer[1000];

static int starts_with(const char *text, const char *start, u32 n) {
    return length(text) >= n && same(text, start, n);
}

// The granted folder that `path` is in, and the path below it.
static u32 find_folder(const char *path, const char **below) {
    static char name[256];
    prestat folder;
    for (u32 fd = 3; fd_prestat_get(fd, &folder) == SUCCESS; fd++) {
        u32 n = folder.name_length;
        if (n > sizeof name || fd_prestat_dir_name(fd, name, n)) continue;
        if (n == 1 && name[0] == '.' && path[0] != '/') {
            *below = path;
            return fd;
        }
        if (starts_with(path, name, n) && path[n] == '/') {
            *below = path + n + 1;
            return fd;
        }
    }
    return 0;
}

static u32 open_path(const char *path, u32 oflags, u64 rights, u32 *fd) {
    const char *below;
    u32 folder = find_folder(path, &below);
    return folder ? open_with(folder, below, oflags, rights, 0, fd) : NOTCAPABLE;
}

static u32 copy(const char *from, const char *to) {
    u32 in, out, n, error;
    filestat old, new;
    if ((error = open_path(from, 0, FD_READ | FD_FILESTAT_GET, &in))) return error;
    error = open_path(to, O_CREAT | O_TRUNC, FD_WRITE | FD_SEEK | FD_FILESTAT_GET, &out);
    if (error) return error;
    for (;;) {
        iovec space = {buffer, sizeof buffer};
        OK(fd_read(in, &space, 1, &n));
        if (!n) break;
        for (iovec rest = {buffer, n}; rest.length;) {
            OK(fd_write(out, &rest, 1, &n));
            rest.base = (const u8 *)rest.base + n;
            rest.length -= n;
        }
    }
    OK(fd_filestat_get(in, &old));
    OK(fd_filestat_get(out, &new));
    EXPECT(old.size, new.size);
    u64 end;
    OK(fd_seek(out, 0, END, &end));
    EXPECT(old.size, end);
    OK(fd_close(in));
    OK(fd_close(out));
    return SUCCESS;
}

void test(void) {
    u32 count, size;
    OK(args_sizes_get(&count, &size));
    TRUE(count <= 64 && size <= sizeof texts);
    OK(args_get(arguments, texts));
    for (u32 i = 1; i + 1 < count; i += 2) {
        u32 error = copy(arguments[i], arguments[i + 1]);
        print_to(1, error == SUCCESS ? "copied " : error == PERM ? "left the folder " :
                    error == NOTCAPABLE ? "was granted no folder for " : "could not open ");
        print_to(1, arguments[i]);
        print_to(1, "\n");
    }
}
