// Every folder that is found open holds the same and cannot be changed: embedded ones
// are as those that are granted read-only. It has a file `file` ("0123456789"), an
// empty file `empty`, a folder `folder` with files `a`, `b`, … `e` and a folder `deep`
// with a link `up` to `../../file`; links `link` to `folder/../file`, `to-folder` to
// `folder`, `loop` to `loop`, `out` to `../elsewhere`, `absolute` to `/etc/passwd` and
// `dangling` to `nothing`.
#include "preview1.h"

static u8 bytes[4096];
static u32 n, fd;
static u64 position;

static u32 status_of(u32 dir, u32 flags, const char *path, filestat *stat) {
    return path_filestat_get(dir, flags, P(path), stat);
}

static u32 open_for(u32 dir, u32 lookup, const char *path, u32 oflags, u64 rights) {
    fd = 0xffffffff;
    return path_open(dir, lookup, P(path), oflags, rights, ALL_RIGHTS, 0, &fd);
}

static void paths(u32 root) {
    filestat stat, other;
    OK(status_of(root, 0, "file", &stat));
    EXPECT(REGULAR_FILE, stat.filetype);
    EXPECT(10, stat.size);
    EXPECT(1, stat.nlink);
    OK(status_of(root, FOLLOW, "link", &other));
    TRUE(stat.ino == other.ino && stat.dev == other.dev && stat.size == other.size);
    OK(status_of(root, FOLLOW, "folder/deep/up", &other));
    TRUE(stat.ino == other.ino);
    OK(status_of(root, FOLLOW, "./folder//../to-folder/./deep/up", &other));
    TRUE(stat.ino == other.ino);
    OK(status_of(root, 0, "link", &other));
    EXPECT(SYMBOLIC_LINK, other.filetype);
    EXPECT(14, other.size);
    TRUE(stat.ino != other.ino && other.ino != 0);
    OK(status_of(root, 0, "folder", &stat));
    EXPECT(DIRECTORY, stat.filetype);
    OK(status_of(root, 0, "to-folder/", &other));
    TRUE(stat.ino == other.ino);
    OK(status_of(root, 0, "folder/deep/..", &other));
    TRUE(stat.ino == other.ino);
    OK(status_of(root, 0, "empty", &stat));
    EXPECT(0, stat.size);
    EXPECT(NOENT, status_of(root, 0, "nothing", &stat));
    EXPECT(NOENT, status_of(root, 0, "folder/nothing", &stat));
    EXPECT(NOENT, status_of(root, 0, "nothing/more", &stat));
    EXPECT(NOENT, status_of(root, 0, "FILE", &stat));
    EXPECT(NOENT, status_of(root, 0, "fil", &stat));
    EXPECT(NOENT, status_of(root, 0, "filee", &stat));
    EXPECT(NOENT, status_of(root, FOLLOW, "dangling", &stat));
    OK(status_of(root, 0, "dangling", &stat));
    EXPECT(NOENT, path_filestat_get(root, 0, "", 0, &stat));
    EXPECT(NOTDIR, status_of(root, FOLLOW, "file/", &stat));
    EXPECT(NOTDIR, status_of(root, FOLLOW, "file/more", &stat));
    EXPECT(NOTDIR, status_of(root, FOLLOW, "link/", &stat));
    EXPECT(NOTDIR, status_of(root, FOLLOW, "file/..", &stat));
    EXPECT(LOOP, status_of(root, FOLLOW, "loop", &stat));
    EXPECT(LOOP, status_of(root, 0, "loop/more", &stat));
    OK(status_of(root, 0, "loop", &stat));
    EXPECT(PERM, status_of(root, FOLLOW, "out", &stat));
    EXPECT(PERM, status_of(root, FOLLOW, "absolute", &stat));
    EXPECT(PERM, status_of(root, 0, "..", &stat));
    EXPECT(PERM, status_of(root, 0, "folder/../..", &stat));
    EXPECT(PERM, status_of(root, 0, "/file", &stat));
    EXPECT(PERM, status_of(root, 0, "../", &stat));
    for (u32 i = 0; i < 256; i++) bytes[i] = 'x';
    EXPECT(NAMETOOLONG, path_filestat_get(root, 0, (char *)bytes, 256, &stat));
    EXPECT(NOENT, path_filestat_get(root, 0, (char *)bytes, 255, &stat));

    OK(path_readlink(root, P("link"), bytes, sizeof bytes, &n));
    TRUE(n == 14 && same(bytes, "folder/../file", 14));
    OK(path_readlink(root, P("link"), bytes, 3, &n));
    TRUE(n == 3 && same(bytes, "fol", 3));
    EXPECT(INVAL, path_readlink(root, P("file"), bytes, sizeof bytes, &n));
    EXPECT(INVAL, path_readlink(root, P("folder"), bytes, sizeof bytes, &n));
    EXPECT(NOENT, path_readlink(root, P("nothing"), bytes, sizeof bytes, &n));
    EXPECT(PERM, path_readlink(root, P("absolute"), bytes, sizeof bytes, &n));
    EXPECT(PERM, path_readlink(root, P("../x"), bytes, sizeof bytes, &n));
}

static void opening(u32 root) {
    u32 folder;
    EXPECT(LOOP, open_for(root, NOFOLLOW, "link", 0, FD_READ));
    EXPECT(NOTDIR, open_for(root, FOLLOW, "file", O_DIRECTORY, FD_READDIR));
    EXPECT(NOENT, open_for(root, FOLLOW, "nothing", 0, FD_READ));
    EXPECT(PERM, open_for(root, FOLLOW, "out", 0, FD_READ));
    EXPECT(NOTCAPABLE, open_for(root, FOLLOW, "file", 0, FD_WRITE));
    EXPECT(NOTCAPABLE, open_for(root, FOLLOW, "file", O_TRUNC, FD_READ));
    EXPECT(NOTCAPABLE, open_for(root, FOLLOW, "file", O_CREAT, FD_READ));
    EXPECT(NOTCAPABLE, open_for(root, FOLLOW, "new", O_CREAT | O_EXCL, FD_READ));
    EXPECT(NOTCAPABLE, path_create_directory(root, P("new")));
    EXPECT(NOTCAPABLE, path_remove_directory(root, P("folder")));
    EXPECT(NOTCAPABLE, path_unlink_file(root, P("file")));
    EXPECT(NOTCAPABLE, path_symlink(P("x"), root, P("new")));
    EXPECT(NOTCAPABLE, path_rename(root, P("file"), root, P("new")));
    EXPECT(NOTCAPABLE, path_link(root, 0, P("file"), root, P("new")));
    EXPECT(NOTCAPABLE, path_filestat_set_times(root, 0, P("file"), 0, 0, SET_MTIM));
    EXPECT(NOTCAPABLE, fd_filestat_set_times(root, 0, 0, SET_MTIM));
    // Below a folder that was opened, nothing leads out of that.
    OK(open_for(root, FOLLOW, "folder", O_DIRECTORY, ALL_RIGHTS));
    folder = fd;
    EXPECT(PERM, open_for(folder, FOLLOW, "../file", 0, FD_READ));
    EXPECT(PERM, open_for(folder, FOLLOW, "deep/up", 0, FD_READ));
    TRUE(file_is(folder, "a", "A"));
    EXPECT(NOTCAPABLE, open_for(folder, FOLLOW, "new", O_CREAT, FD_WRITE));
    OK(fd_close(folder));
    // Rights that the folder lacks are not passed on.
    OK(path_open(root, FOLLOW, P("folder"), O_DIRECTORY, PATH_OPEN | FD_READDIR, FD_SEEK, 0, &folder));
    EXPECT(NOTCAPABLE, open_for(folder, FOLLOW, "a", 0, FD_READ));
    OK(fd_close(folder));
}

static u32 read_some(u32 file, u32 count) {
    iovec in = {bytes, count};
    n = 0;
    return fd_read(file, &in, 1, &n);
}

static void files(u32 root) {
    fdstat stat;
    filestat attributes;
    iovec parts[3] = {{bytes, 3}, {bytes + 100, 0}, {bytes + 200, 100}};
    OK(open_for(root, FOLLOW, "link", 0, FD_READ | FD_SEEK | FD_TELL | FD_ADVISE | FD_SYNC
                | FD_DATASYNC | FD_FILESTAT_GET | FD_FDSTAT_SET_FLAGS | POLL_FD_READWRITE));
    u32 file = fd;
    OK(read_some(file, 4));
    TRUE(n == 4 && same(bytes, "0123", 4));
    OK(fd_tell(file, &position));
    EXPECT(4, position);
    OK(fd_read(file, parts, 3, &n));
    TRUE(n == 6 && same(bytes, "456", 3) && same(bytes + 200, "789", 3));
    OK(read_some(file, 4));
    EXPECT(0, n);
    OK(fd_seek(file, -3, END, &position));
    EXPECT(7, position);
    OK(fd_seek(file, 1, CUR, &position));
    EXPECT(8, position);
    OK(read_some(file, 100));
    TRUE(n == 2 && same(bytes, "89", 2));
    OK(fd_seek(file, 1000, SET, &position));
    OK(read_some(file, 1));
    EXPECT(0, n);
    EXPECT(INVAL, fd_seek(file, -1, SET, &position));
    EXPECT(INVAL, fd_seek(file, -11, END, &position));
    EXPECT(INVAL, fd_seek(file, 0x7fffffffffffffffll, CUR, &position));
    OK(fd_tell(file, &position));
    EXPECT(1000, position);
    OK(fd_pread(file, parts, 3, 5, &n));
    TRUE(n == 5 && same(bytes, "567", 3) && same(bytes + 200, "89", 2));
    OK(fd_pread(file, parts, 3, 10, &n));
    EXPECT(0, n);
    OK(fd_pread(file, parts, 3, 0x7fffffffffffff00ull, &n));
    EXPECT(0, n);
    OK(fd_tell(file, &position));
    EXPECT(1000, position);
    EXPECT(NOTCAPABLE, write_text(file, "x"));
    EXPECT(NOTCAPABLE, fd_pwrite(file, parts, 1, 0, &n));
    EXPECT(NOTCAPABLE, fd_allocate(file, 0, 10));
    EXPECT(NOTCAPABLE, fd_filestat_set_size(file, 0));
    EXPECT(NOTCAPABLE, fd_filestat_set_times(file, 0, 0, SET_MTIM));
    OK(fd_advise(file, 0, 10, 0));
    OK(fd_sync(file));
    OK(fd_datasync(file));
    OK(fd_filestat_get(file, &attributes));
    EXPECT(REGULAR_FILE, attributes.filetype);
    EXPECT(10, attributes.size);
    OK(fd_fdstat_get(file, &stat));
    EXPECT(REGULAR_FILE, stat.filetype);
    EXPECT(0, stat.flags);
    EXPECT(FD_READ | FD_SEEK, stat.rights_base & (FD_READ | FD_SEEK | FD_WRITE | FD_ALLOCATE));
    OK(fd_fdstat_set_flags(file, NONBLOCK));
    OK(fd_fdstat_get(file, &stat));
    EXPECT(NONBLOCK, stat.flags);
    EXPECT(INVAL, fd_fdstat_set_flags(file, SYNC));
    EXPECT(NOTSOCK, sock_shutdown(file, 1));

    // It is ready at once.
    subscription wanted = {.userdata = 7, .type = EVENT_FD_READ, .u.fd = file};
    event happened;
    OK(fd_seek(file, 4, SET, &position));
    OK(poll_oneoff(&wanted, &happened, 1, &n));
    EXPECT(1, n);
    EXPECT(7, happened.userdata);
    EXPECT(SUCCESS, happened.error);
    EXPECT(EVENT_FD_READ, happened.type);
    EXPECT(6, happened.nbytes);

    // A descriptor moves with its position.
    OK(open_for(root, FOLLOW, "empty", 0, FD_READ));
    u32 other = fd;
    OK(fd_renumber(file, other));
    EXPECT(BADF, fd_tell(file, &position));
    OK(fd_tell(other, &position));
    EXPECT(4, position);
    OK(fd_fdstat_set_rights(other, FD_READ, 0));
    EXPECT(NOTCAPABLE, fd_tell(other, &position));
    OK(read_some(other, 2));
    TRUE(n == 2 && same(bytes, "45", 2));
    EXPECT(NOTCAPABLE, fd_fdstat_set_rights(other, FD_READ | FD_SEEK, 0));
    OK(fd_close(other));
    EXPECT(BADF, read_some(other, 2));
    TRUE(file_is(root, "folder/deep/up", "0123456789"));

    // A folder that was not opened as one.
    OK(open_for(root, FOLLOW, "folder", 0, FD_READ | FD_READDIR));
    EXPECT(ISDIR, read_some(fd, 1));
    OK(fd_close(fd));
}

static void listing(u32 root) {
    static const char *const names[] = {".", "..", "a", "b", "c", "d", "e", "deep"};
    filestat attributes;
    OK(open_for(root, FOLLOW, "to-folder", O_DIRECTORY, ALL_RIGHTS));
    u32 folder = fd, seen = 0, count = 0;
    u64 cookie = 0;
    for (;;) {
        // One at a time, so that cookies matter.
        OK(fd_readdir(folder, bytes, 64, cookie, &n));
        dirent *entry = (dirent *)bytes;
        if (n < sizeof *entry) break;
        const char *name = (const char *)(entry + 1);
        for (u32 i = 0; i < 8; i++)
            if (entry->namlen == length(names[i]) && same(name, names[i], entry->namlen)) {
                seen |= 1u << i;
                EXPECT(i < 2 || i == 7 ? DIRECTORY : REGULAR_FILE, entry->type);
                if (i != 1) {
                    OK(path_filestat_get(folder, 0, name, entry->namlen, &attributes));
                    TRUE(attributes.ino == entry->ino);
                }
            }
        cookie = entry->next;
        if (++count > 20) break;
    }
    EXPECT(0xff, seen);
    EXPECT(8, count);
    OK(fd_readdir(folder, bytes, sizeof bytes, 0, &n));
    TRUE(n == 8 * 24 + 1 + 2 + 5 + 4);
    OK(fd_readdir(folder, bytes, sizeof bytes, cookie, &n));
    EXPECT(0, n);
    OK(fd_close(folder));
}

void test(void) {
    prestat stat;
    u32 root = 3;
    for (; fd_prestat_get(root, &stat) == SUCCESS; root++) {
        TRUE(stat.name_length == 5 || stat.name_length == 8);
        OK(fd_prestat_dir_name(root, bytes, stat.name_length));
        TRUE(same(bytes, "/site", 5) || same(bytes, "/granted", 8));
        paths(root);
        opening(root);
        files(root);
        listing(root);
    }
    TRUE(root > 3);
    EXPECT(BADF, fd_prestat_get(root, &stat));
}
