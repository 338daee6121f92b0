// Nothing can be changed through a read-only grant, descriptor 3. The folder
// has a file `file`, a folder `folder` with a file `inner`, and a link `link`
// to `file`. Descriptor 4 is another folder, which can be changed.
#include "preview1.h"

static u8 bytes[100];
static u32 n;

static void unchangeable(u32 root) {
    u32 fd;
    for (u32 flags = 0; flags < 32; flags++)
        EXPECT(NOTCAPABLE, open_with(root, "file", 0, FD_WRITE, flags & ~(DSYNC | SYNC | RSYNC), &fd));
    EXPECT(NOTCAPABLE, open_with(root, "file", 0, FD_READ | FD_WRITE, 0, &fd));
    EXPECT(NOTCAPABLE, open_with(root, "file", 0, ALL_RIGHTS, 0, &fd));
    EXPECT(NOTCAPABLE, open_with(root, "folder/inner", 0, FD_WRITE, 0, &fd));
    EXPECT(NOTCAPABLE, open_with(root, "link", 0, FD_WRITE, 0, &fd));
    EXPECT(NOTCAPABLE, open_with(root, "file", O_TRUNC, FD_READ, 0, &fd));
    EXPECT(NOTCAPABLE, open_with(root, "file", O_TRUNC, 0, 0, &fd));
    EXPECT(NOTCAPABLE, open_with(root, "file", O_CREAT, FD_READ, 0, &fd));
    EXPECT(NOTCAPABLE, open_with(root, "new", O_CREAT, FD_READ, 0, &fd));
    EXPECT(NOTCAPABLE, open_with(root, "new", O_CREAT | O_EXCL, 0, 0, &fd));
    EXPECT(NOTCAPABLE, open_with(root, "new", O_CREAT | O_TRUNC, FD_WRITE, 0, &fd));
    EXPECT(NOTCAPABLE, path_create_directory(root, P("new")));
    EXPECT(NOTCAPABLE, path_remove_directory(root, P("folder")));
    EXPECT(NOTCAPABLE, path_unlink_file(root, P("file")));
    EXPECT(NOTCAPABLE, path_symlink(P("x"), root, P("new")));
    EXPECT(NOTCAPABLE, path_rename(root, P("file"), root, P("new")));
    EXPECT(NOTCAPABLE, path_link(root, 0, P("file"), root, P("new")));
    EXPECT(NOTCAPABLE, path_filestat_set_times(root, 0, P("file"), 0, 0, SET_MTIM));
    EXPECT(NOTCAPABLE, path_filestat_set_times(root, FOLLOW, P("link"), 0, 0, SET_MTIM));
    EXPECT(NOTCAPABLE, fd_filestat_set_times(root, 0, 0, SET_MTIM));
    // Neither to nor from a folder that can be changed.
    EXPECT(NOTCAPABLE, path_link(root, 0, P("file"), 4, P("linked")));
    EXPECT(NOTCAPABLE, path_link(4, 0, P("other"), root, P("linked")));
    EXPECT(NOTCAPABLE, path_rename(root, P("file"), 4, P("moved")));
    EXPECT(NOTCAPABLE, path_rename(4, P("other"), root, P("moved")));
}

void test(void) {
    u32 fd, folder;
    fdstat stat;
    filestat attributes;
    make_file(4, "other", "other");
    unchangeable(3);
    // What is opened through it is no different.
    OK(open_with(3, ".", O_DIRECTORY, ALL_RIGHTS, 0, &folder));
    unchangeable(folder);
    OK(fd_fdstat_get(folder, &stat));
    EXPECT(0, stat.rights_base & (PATH_CREATE_FILE | PATH_CREATE_DIRECTORY | PATH_UNLINK_FILE));
    OK(fd_close(folder));
    OK(open_with(3, "folder/..", O_DIRECTORY, ALL_RIGHTS, 0, &folder));
    unchangeable(folder);
    OK(fd_close(folder));
    OK(open_with(3, ".", 0, ALL_RIGHTS & ~FD_WRITE, 0, &folder));
    unchangeable(folder);
    OK(fd_close(folder));

    // Libraries ask for all rights but writing when they read.
    OK(open_with(3, "file", 0, ALL_RIGHTS & ~FD_WRITE, 0, &fd));
    OK(fd_fdstat_get(fd, &stat));
    EXPECT(0, stat.rights_base & (FD_WRITE | FD_ALLOCATE | FD_FILESTAT_SET_SIZE));
    iovec buffer = {bytes, 4};
    EXPECT(NOTCAPABLE, fd_write(fd, &buffer, 1, &n));
    EXPECT(NOTCAPABLE, fd_pwrite(fd, &buffer, 1, 0, &n));
    EXPECT(NOTCAPABLE, fd_filestat_set_size(fd, 0));
    EXPECT(NOTCAPABLE, fd_allocate(fd, 0, 100));
    EXPECT(NOTCAPABLE, fd_filestat_set_times(fd, 0, 0, SET_MTIM));
    EXPECT(NOTCAPABLE, fd_fdstat_set_rights(fd, ALL_RIGHTS, 0));
    OK(fd_read(fd, &buffer, 1, &n));
    TRUE(n == 4 && same(bytes, "kept", 4));
    // Neither is one that takes the number of a descriptor that can be changed.
    u32 writable;
    OK(open_with(4, "other", 0, ALL_RIGHTS, 0, &writable));
    OK(fd_renumber(fd, writable));
    EXPECT(NOTCAPABLE, fd_write(writable, &buffer, 1, &n));
    OK(fd_close(writable));
    OK(fd_sync(3));

    OK(path_filestat_get(3, 0, P("file"), &attributes));
    EXPECT(4, attributes.size);
    EXPECT(1, attributes.nlink);
    TRUE(attributes.mtim > 1000000000);
    TRUE(file_is(3, "file", "kept"));
    TRUE(file_is(3, "link", "kept"));
    TRUE(file_is(3, "folder/inner", "kept"));
    OK(path_readlink(3, P("link"), bytes, 100, &n));
    EXPECT(NOENT, path_filestat_get(3, 0, P("new"), &attributes));
    EXPECT(NOENT, path_filestat_get(4, 0, P("linked"), &attributes));
    EXPECT(NOENT, path_filestat_get(4, 0, P("moved"), &attributes));
    TRUE(file_is(4, "other", "other"));
}
