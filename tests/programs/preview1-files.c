// Descriptors of files: everything that can be done with one that is open.
// The program's folder is descriptor 3.
#include "preview1.h"

static u8 bytes[8192];
static u64 at;
static u32 n;

static void reads_and_writes(void) {
    u32 fd;
    OK(open_with(3, "file", O_CREAT | O_EXCL, ALL_RIGHTS, 0, &fd));
    EXPECT(EXIST, open_with(3, "file", O_CREAT | O_EXCL, ALL_RIGHTS, 0, &n));
    iovec out[3] = {{"hello ", 6}, {"", 0}, {"world", 5}};
    OK(fd_write(fd, out, 3, &n));
    EXPECT(11, n);
    OK(fd_tell(fd, &at));
    EXPECT(11, at);
    OK(fd_seek(fd, 0, SET, &at));
    EXPECT(0, at);
    iovec in[4] = {{bytes, 0}, {bytes, 5}, {bytes + 100, 1}, {bytes + 200, 100}};
    OK(fd_read(fd, in, 4, &n));
    EXPECT(11, n);
    TRUE(same(bytes, "hello", 5) && bytes[100] == ' ' && same(bytes + 200, "world", 5));
    OK(fd_read(fd, in, 4, &n));
    EXPECT(0, n);
    OK(fd_read(fd, in, 0, &n));
    EXPECT(0, n);

    out[0] = (iovec){"J", 1};
    OK(fd_pwrite(fd, out, 1, 0, &n));
    EXPECT(1, n);
    out[0] = (iovec){"ab", 2}, out[1] = (iovec){"cd", 2};
    OK(fd_pwrite(fd, out, 2, 20, &n));
    EXPECT(4, n);
    OK(fd_tell(fd, &at));
    EXPECT(11, at);
    iovec one = {bytes, 100};
    OK(fd_pread(fd, &one, 1, 0, &n));
    EXPECT(24, n);
    TRUE(same(bytes, "Jello world\0\0\0\0\0\0\0\0\0abcd", 24));
    OK(fd_pread(fd, &one, 1, 1000, &n));
    EXPECT(0, n);
    EXPECT(INVAL, fd_pread(fd, &one, 1, -1ull, &n));

    OK(fd_seek(fd, -4, END, &at));
    EXPECT(20, at);
    OK(fd_seek(fd, 2, CUR, &at));
    EXPECT(22, at);
    OK(fd_seek(fd, 0, CUR, &at));
    EXPECT(22, at);
    EXPECT(INVAL, fd_seek(fd, -1, SET, &at));
    EXPECT(INVAL, fd_seek(fd, -23, CUR, &at));
    EXPECT_HERE(INVAL, fd_seek(fd, 0, 3, &at));
    OK(fd_seek(fd, 1ull << 40, SET, &at));
    EXPECT(1ull << 40, at);

    OK(fd_filestat_set_size(fd, 5));
    OK(fd_seek(fd, 0, END, &at));
    EXPECT(5, at);
    OK(fd_filestat_set_size(fd, 100));
    OK(fd_seek(fd, 0, END, &at));
    EXPECT(100, at);
    EXPECT(INVAL, fd_filestat_set_size(fd, -1ull));
    OK(fd_allocate(fd, 50, 150));
    filestat stat;
    OK(fd_filestat_get(fd, &stat));
    EXPECT(200, stat.size);
    EXPECT(REGULAR_FILE, stat.filetype);
    EXPECT(1, stat.nlink);
    TRUE(stat.ino != 0);
    EXPECT(INVAL, fd_allocate(fd, 0, 0));
    for (u32 advice = 0; advice < 6; advice++) OK(fd_advise(fd, 0, 100, advice));
    EXPECT_HERE(INVAL, fd_advise(fd, 0, 100, 6));
    OK(fd_sync(fd));
    OK(fd_datasync(fd));

    OK(fd_filestat_set_times(fd, 1000000001ull, 5000000002ull, SET_ATIM | SET_MTIM));
    OK(fd_filestat_get(fd, &stat));
    EXPECT(1000000001ull, stat.atim);
    EXPECT(5000000002ull, stat.mtim);
    OK(fd_filestat_set_times(fd, 0, 7, SET_MTIM));
    OK(fd_filestat_get(fd, &stat));
    EXPECT(1000000001ull, stat.atim);
    EXPECT(7, stat.mtim);
    OK(fd_filestat_set_times(fd, 0, 0, SET_MTIM_NOW));
    OK(fd_filestat_get(fd, &stat));
    TRUE(stat.mtim > 1000000000000000000ull);
    EXPECT(1000000001ull, stat.atim);
    EXPECT(INVAL, fd_filestat_set_times(fd, 0, 0, SET_ATIM | SET_ATIM_NOW));
    EXPECT(INVAL, fd_filestat_set_times(fd, 0, 0, SET_MTIM | SET_MTIM_NOW));
    EXPECT_HERE(INVAL, fd_filestat_set_times(fd, 0, 0, 16));
    OK(fd_close(fd));
    EXPECT(BADF, fd_close(fd));
    EXPECT(BADF, fd_read(fd, in, 1, &n));
}

static void opens(void) {
    u32 fd;
    make_file(3, "opened", "12345");
    EXPECT(NOENT, open_with(3, "missing", 0, FD_READ, 0, &fd));
    EXPECT(0xffffffff, fd);
    OK(open_with(3, "opened", O_TRUNC, FD_READ | FD_WRITE | FD_FILESTAT_GET, 0, &fd));
    filestat stat;
    OK(fd_filestat_get(fd, &stat));
    EXPECT(0, stat.size);
    OK(fd_close(fd));
    // `O_EXCL` alone says nothing.
    OK(open_with(3, "opened", O_EXCL, FD_READ, 0, &fd));
    OK(fd_close(fd));
    EXPECT(NOTDIR, open_with(3, "opened", O_DIRECTORY, FD_READ, 0, &fd));
    EXPECT(NOTDIR, open_with(3, "opened/", 0, FD_READ, 0, &fd));
    EXPECT(INVAL, open_with(3, "opened", O_DIRECTORY | O_CREAT, FD_READ, 0, &fd));
    EXPECT(INVAL, open_with(3, "opened", O_DIRECTORY | O_EXCL, FD_READ, 0, &fd));
    EXPECT(INVAL, open_with(3, "opened", O_DIRECTORY | O_TRUNC, FD_READ, 0, &fd));
    EXPECT_HERE(INVAL, open_with(3, "opened", 16, FD_READ, 0, &fd));
    EXPECT_HERE(INVAL, open_with(3, "opened", 0, FD_READ, 32, &fd));
    EXPECT_HERE(INVAL, path_open(3, 2, P("opened"), 0, FD_READ, 0, 0, &fd));
    EXPECT(BADF, path_open(77, FOLLOW, P("opened"), 0, FD_READ, 0, 0, &fd));
    EXPECT(NOTDIR, path_open(1, FOLLOW, P("opened"), 0, FD_READ, 0, 0, &fd));
    OK(open_with(3, "opened", 0, FD_READ, 0, &fd));
    EXPECT(NOTCAPABLE, path_open(fd, FOLLOW, P("x"), 0, FD_READ, 0, 0, &n));
    OK(fd_close(fd));
    OK(open_with(3, "opened", 0, ALL_RIGHTS, 0, &fd));
    EXPECT(NOTDIR, path_open(fd, FOLLOW, P("x"), 0, FD_READ, 0, 0, &n));
    OK(fd_close(fd));
    // Folders can be opened like files, but not for writing.
    OK(path_create_directory(3, P("folder")));
    EXPECT(ISDIR, open_with(3, "folder", 0, FD_READ | FD_WRITE, 0, &fd));
    EXPECT(ISDIR, open_with(3, "folder", O_CREAT, FD_READ, 0, &fd));
    OK(open_with(3, "folder", 0, FD_READ, 0, &fd));
    iovec in = {bytes, 10};
    EXPECT(ISDIR, fd_read(fd, &in, 1, &n));
    OK(fd_close(fd));
    OK(open_with(3, "folder", O_DIRECTORY, ALL_RIGHTS, 0, &fd));
    u32 inner;
    OK(open_with(fd, "inner", O_CREAT, FD_WRITE, 0, &inner));
    OK(write_text(inner, "inside"));
    OK(fd_close(inner));
    OK(fd_close(fd));
    TRUE(file_is(3, "folder/inner", "inside"));
    OK(path_unlink_file(3, P("folder/inner")));
    OK(path_remove_directory(3, P("folder")));
}

static void flags(void) {
    u32 fd;
    fdstat stat;
    make_file(3, "flags", "12345");
    OK(open_with(3, "flags", 0, ALL_RIGHTS, APPEND, &fd));
    OK(fd_fdstat_get(fd, &stat));
    EXPECT(APPEND, stat.flags);
    EXPECT(REGULAR_FILE, stat.filetype);
    OK(fd_seek(fd, 1, SET, &at));
    OK(write_text(fd, "6"));
    TRUE(file_is(3, "flags", "123456"));
    OK(fd_fdstat_set_flags(fd, 0));
    OK(fd_fdstat_get(fd, &stat));
    EXPECT(0, stat.flags);
    OK(fd_seek(fd, 0, SET, &at));
    OK(write_text(fd, "9"));
    TRUE(file_is(3, "flags", "923456"));
    OK(fd_fdstat_set_flags(fd, APPEND | NONBLOCK));
    OK(fd_fdstat_get(fd, &stat));
    EXPECT(APPEND | NONBLOCK, stat.flags);
    OK(write_text(fd, "7"));
    TRUE(file_is(3, "flags", "9234567"));
    EXPECT(INVAL, fd_fdstat_set_flags(fd, SYNC));
    EXPECT_HERE(INVAL, fd_fdstat_set_flags(fd, 32));
    OK(fd_close(fd));
    for (u32 flag = DSYNC; flag <= SYNC; flag *= 2) {
        OK(open_with(3, "flags", 0, ALL_RIGHTS, flag, &fd));
        OK(fd_fdstat_get(fd, &stat));
        EXPECT(flag, stat.flags);
        OK(fd_fdstat_set_flags(fd, flag | APPEND));
        OK(write_text(fd, "8"));
        OK(fd_close(fd));
    }
    TRUE(file_is(3, "flags", "92345678888"));
}

static void rights(void) {
    u32 fd;
    fdstat stat;
    make_file(3, "rights", "12345");
    OK(open_with(3, "rights", 0, FD_READ | FD_SEEK, 0, &fd));
    OK(fd_fdstat_get(fd, &stat));
    EXPECT(FD_READ | FD_SEEK, stat.rights_base);
    EXPECT(NOTCAPABLE, write_text(fd, "x"));
    EXPECT(NOTCAPABLE, fd_filestat_get(fd, bytes));
    EXPECT(NOTCAPABLE, fd_filestat_set_size(fd, 0));
    EXPECT(NOTCAPABLE, fd_allocate(fd, 0, 10));
    EXPECT(NOTCAPABLE, fd_advise(fd, 0, 10, 0));
    EXPECT(NOTCAPABLE, fd_sync(fd));
    EXPECT(NOTCAPABLE, fd_datasync(fd));
    EXPECT(NOTCAPABLE, fd_filestat_set_times(fd, 0, 0, SET_MTIM_NOW));
    EXPECT(NOTCAPABLE, fd_fdstat_set_flags(fd, APPEND));
    // `fd_seek` implies `fd_tell`.
    OK(fd_tell(fd, &at));
    EXPECT(NOTCAPABLE, fd_fdstat_set_rights(fd, FD_READ | FD_WRITE, 0));
    OK(fd_fdstat_set_rights(fd, FD_READ, 0));
    OK(fd_fdstat_get(fd, &stat));
    EXPECT(FD_READ, stat.rights_base);
    EXPECT(0, stat.rights_inheriting);
    EXPECT(NOTCAPABLE, fd_seek(fd, 0, SET, &at));
    EXPECT(NOTCAPABLE, fd_seek(fd, 0, CUR, &at));
    EXPECT(NOTCAPABLE, fd_tell(fd, &at));
    EXPECT(NOTCAPABLE, fd_fdstat_set_rights(fd, FD_READ | FD_SEEK, 0));
    iovec in = {bytes, 10};
    OK(fd_read(fd, &in, 1, &n));
    EXPECT(5, n);
    EXPECT(NOTCAPABLE, fd_pread(fd, &in, 1, 0, &n));
    OK(fd_fdstat_set_rights(fd, 0, 0));
    EXPECT(NOTCAPABLE, fd_read(fd, &in, 1, &n));
    OK(fd_close(fd));
    EXPECT(BADF, fd_fdstat_set_rights(fd, 0, 0));
    // Telling, but not seeking.
    OK(open_with(3, "rights", 0, FD_READ | FD_TELL, 0, &fd));
    OK(fd_tell(fd, &at));
    OK(fd_seek(fd, 0, CUR, &at));
    EXPECT(NOTCAPABLE, fd_seek(fd, 1, CUR, &at));
    OK(fd_close(fd));
    // What is opened through a folder has no more rights than that passes on.
    u32 folder;
    OK(open_with(3, ".", O_DIRECTORY, ALL_RIGHTS, 0, &folder));
    OK(fd_fdstat_set_rights(folder, PATH_OPEN | FD_READDIR, FD_READ | FD_SEEK));
    EXPECT(NOTCAPABLE, open_with(folder, "rights", 0, FD_READ | FD_WRITE, 0, &fd));
    EXPECT(NOTCAPABLE, open_with(folder, "rights", O_TRUNC, FD_READ, 0, &fd));
    EXPECT(NOTCAPABLE, open_with(folder, "new", O_CREAT, FD_READ, 0, &fd));
    EXPECT(NOTCAPABLE, open_with(folder, "rights", 0, FD_READ, SYNC, &fd));
    EXPECT(NOTCAPABLE, path_create_directory(folder, P("new")));
    EXPECT(NOTCAPABLE, path_unlink_file(folder, P("rights")));
    EXPECT(NOTCAPABLE, path_filestat_get(folder, 0, P("rights"), bytes));
    OK(open_with(folder, "rights", 0, ALL_RIGHTS & ~FD_WRITE, 0, &fd));
    OK(fd_fdstat_get(fd, &stat));
    EXPECT(FD_READ | FD_SEEK, stat.rights_base);
    EXPECT(FD_READ | FD_SEEK, stat.rights_inheriting);
    OK(fd_close(fd));
    OK(fd_close(folder));
    TRUE(file_is(3, "rights", "12345"));
}

static void renumbers(void) {
    u32 a, b;
    make_file(3, "a", "aaa");
    make_file(3, "b", "bbb");
    OK(open_with(3, "a", 0, ALL_RIGHTS, 0, &a));
    OK(open_with(3, "b", 0, ALL_RIGHTS, 0, &b));
    TRUE(a != b);
    OK(fd_renumber(a, a));
    OK(fd_renumber(a, b));
    EXPECT(BADF, fd_close(a));
    iovec in = {bytes, 10};
    OK(fd_read(b, &in, 1, &n));
    TRUE(n == 3 && same(bytes, "aaa", 3));
    EXPECT(BADF, fd_renumber(a, b));
    EXPECT(BADF, fd_renumber(b, a));
    EXPECT(BADF, fd_renumber(b, 0xffffffff));
    EXPECT(BADF, fd_renumber(b, 1000000));
    OK(fd_close(b));
    // Nothing leaks: this would run out of descriptors.
    OK(open_with(3, "b", 0, ALL_RIGHTS, 0, &b));
    for (int i = 0; i < 70000 && !failures; i++) {
        OK(open_with(3, "a", 0, FD_READ, 0, &a));
        OK(fd_renumber(a, b));
    }
    OK(fd_close(b));
}

static void many_buffers(void) {
    static iovec vector[3000];
    u32 fd;
    OK(open_with(3, "many", O_CREAT, ALL_RIGHTS, 0, &fd));
    for (u32 i = 0; i < 3000; i++) {
        bytes[i] = 'a' + i % 26;
        vector[i] = (iovec){bytes + i, 1};
    }
    // As many as it likes, in order.
    u32 done = 0;
    while (done < 3000 && !fd_write(fd, vector + done, 3000 - done, &n) && n) done += n;
    EXPECT(3000, done);
    OK(fd_seek(fd, 0, SET, &at));
    for (u32 i = 0; i < 3000; i++) bytes[i + 4000] = 0, vector[i].base = bytes + 4000 + i;
    done = 0;
    while (done < 3000 && !fd_read(fd, vector + done, 3000 - done, &n) && n) done += n;
    EXPECT(3000, done);
    TRUE(same(bytes, bytes + 4000, 3000));
    // Empty ones before the first that is not do not look like the end.
    OK(fd_seek(fd, 0, SET, &at));
    for (u32 i = 0; i < 2999; i++) vector[i].length = 0;
    OK(fd_read(fd, vector, 3000, &n));
    EXPECT(1, n);
    OK(fd_close(fd));
}

static void wrong_addresses(void) {
    u32 fd;
    void *out = (void *)0xfffffff0;
    make_file(3, "fault", "12345");
    OK(open_with(3, "fault", 0, ALL_RIGHTS, 0, &fd));
    iovec in[2] = {{bytes, 2}, {out, 20}};
    EXPECT_HERE(FAULT, fd_read(fd, in, 2, &n));
    EXPECT_HERE(FAULT, fd_read(fd, out, 2, &n));
    EXPECT_HERE(FAULT, fd_read(fd, in, 1, out));
    EXPECT_HERE(FAULT, fd_read(fd, in, 0x20000000, &n));
    in[0] = (iovec){bytes, 0xffffffff};
    EXPECT_HERE(FAULT, fd_write(fd, in, 1, &n));
    // Nothing was done.
    OK(fd_tell(fd, &at));
    EXPECT(0, at);
    EXPECT_HERE(FAULT, fd_seek(fd, 3, SET, out));
    OK(fd_tell(fd, &at));
    EXPECT(0, at);
    EXPECT_HERE(FAULT, fd_tell(fd, out));
    EXPECT_HERE(FAULT, fd_filestat_get(fd, out));
    EXPECT_HERE(FAULT, fd_fdstat_get(fd, out));
    EXPECT_HERE(FAULT, path_open(3, 0, out, 20, 0, FD_READ, 0, 0, &n));
    EXPECT_HERE(FAULT, path_open(3, 0, P("fault"), 0, FD_READ, 0, 0, out));
    EXPECT_HERE(FAULT, path_filestat_get(3, 0, P("fault"), out));
    EXPECT_HERE(FAULT, random_get(out, 20));
    EXPECT_HERE(FAULT, clock_time_get(0, 0, out));
    EXPECT_HERE(FAULT, args_sizes_get(out, &n));
    EXPECT_HERE(FAULT, fd_prestat_get(3, out));
    EXPECT_HERE(FAULT, fd_readdir(3, bytes, 0xffffffff, 0, &n));
    EXPECT_HERE(FAULT, fd_readdir(3, bytes, 100, 0, out));
    OK(fd_close(fd));
}

static void large_files(void) {
    // Sparse: it takes no room.
    u32 fd;
    filestat stat;
    iovec buffer = {bytes, 1};
    OK(open_with(3, "large", O_CREAT, ALL_RIGHTS, 0, &fd));
    bytes[0] = 'x';
    OK(fd_pwrite(fd, &buffer, 1, 10ull << 30, &n));
    OK(fd_filestat_get(fd, &stat));
    EXPECT((10ull << 30) + 1, stat.size);
    OK(fd_seek(fd, 10ull << 30, SET, &at));
    bytes[0] = 0;
    OK(fd_read(fd, &buffer, 1, &n));
    EXPECT('x', bytes[0]);
    OK(fd_tell(fd, &at));
    EXPECT((10ull << 30) + 1, at);
    OK(fd_filestat_set_size(fd, 5ull << 30));
    OK(fd_seek(fd, 0, END, &at));
    EXPECT(5ull << 30, at);
    OK(fd_filestat_set_size(fd, 0));
    OK(fd_close(fd));
}

static void not_sockets(void) {
    u32 fd;
    u16 flags;
    OK(open_with(3, "fault", 0, ALL_RIGHTS, 0, &fd));
    iovec in = {bytes, 2};
    EXPECT(NOTSOCK, sock_accept(fd, 0, &n));
    EXPECT(NOTSOCK, sock_recv(fd, &in, 1, 0, &n, &flags));
    EXPECT(NOTSOCK, sock_send(fd, &in, 1, 0, &n));
    EXPECT(NOTSOCK, sock_shutdown(fd, 3));
    EXPECT(NOTSOCK, sock_accept(3, 0, &n));
    EXPECT(BADF, sock_accept(99, 0, &n));
    EXPECT(BADF, sock_recv(99, &in, 1, 0, &n, &flags));
    EXPECT(BADF, sock_send(99, &in, 1, 0, &n));
    EXPECT(BADF, sock_shutdown(99, 3));
    EXPECT(INVAL, sock_shutdown(fd, 0));
    EXPECT_HERE(INVAL, sock_shutdown(fd, 4));
    EXPECT(INVAL, sock_send(fd, &in, 1, 1, &n));
    EXPECT_HERE(INVAL, sock_recv(fd, &in, 1, 4, &n, &flags));
    OK(fd_close(fd));
}

static void folders(void) {
    fdstat stat;
    filestat attributes;
    iovec in = {bytes, 2};
    OK(fd_fdstat_get(3, &stat));
    EXPECT(DIRECTORY, stat.filetype);
    TRUE(stat.rights_base & PATH_OPEN);
    EXPECT(0, stat.rights_base & (FD_READ | FD_WRITE));
    TRUE(stat.rights_inheriting & FD_WRITE);
    OK(fd_filestat_get(3, &attributes));
    EXPECT(DIRECTORY, attributes.filetype);
    EXPECT(NOTCAPABLE, fd_read(3, &in, 1, &n));
    EXPECT(NOTCAPABLE, fd_write(3, &in, 1, &n));
    EXPECT(NOTCAPABLE, fd_seek(3, 0, SET, &at));
    OK(fd_sync(3));
    OK(fd_datasync(3));
    OK(fd_filestat_set_times(3, 0, 123456789, SET_MTIM));
    OK(fd_filestat_get(3, &attributes));
    EXPECT(123456789, attributes.mtim);
    prestat granted;
    OK(fd_prestat_get(3, &granted));
    EXPECT(0, granted.tag);
    EXPECT(1, granted.name_length);
    bytes[1] = 'x';
    OK(fd_prestat_dir_name(3, bytes, 1));
    TRUE(bytes[0] == '/' && bytes[1] == 'x');
    EXPECT(NAMETOOLONG, fd_prestat_dir_name(3, bytes, 0));
    EXPECT(BADF, fd_prestat_get(4, &granted));
    EXPECT(BADF, fd_prestat_get(0, &granted));
    EXPECT(BADF, fd_prestat_dir_name(4, bytes, 10));
}

void test(void) {
    folders();
    reads_and_writes();
    opens();
    flags();
    rights();
    renumbers();
    many_buffers();
    wrong_addresses();
    large_files();
    not_sockets();
}
