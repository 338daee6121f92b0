// Where `/` and `.` are both granted, descriptors 3 and 4, a name that `.` does
// not have is looked for in `/`, and never the other way round. The root has the
// files `both`, `etc/only`, `top`, `old` and `shared/only`, folders `tmp` and `empty`, and
// the links `etc/link` to `only` and `link` to `etc/only`; the current folder has the files
// `both` and `here` and a folder `shared`.
#include "preview1.h"

static u8 bytes[100];
static u32 n;
static filestat attributes;

void test(void) {
    const u32 root = 3, current = 4;
    u32 fd;
    TRUE(file_is(current, "both", "current"));
    TRUE(file_is(root, "both", "root"));
    TRUE(file_is(current, "etc/only", "root"));
    EXPECT(NOENT, open_with(root, "here", 0, FD_READ, 0, &fd));
    EXPECT(NOENT, open_with(current, "nowhere", 0, FD_READ, 0, &fd));

    // What is made is made in the current folder, if the folder is there that it
    // is to be in.
    make_file(current, "new", "new");
    EXPECT(NOENT, open_with(root, "new", 0, FD_READ, 0, &fd));
    make_file(current, "tmp/new", "new");
    TRUE(file_is(root, "tmp/new", "new"));
    OK(path_create_directory(current, P("tmp/folder")));
    OK(path_create_directory(current, P("folder")));
    EXPECT(NOENT, path_create_directory(current, P("nowhere/folder")));

    OK(path_filestat_get(current, 0, P("etc/only"), &attributes));
    OK(path_filestat_get(current, 0, P("etc"), &attributes));
    EXPECT(NOENT, path_filestat_get(current, 0, P("nowhere"), &attributes));
    OK(path_filestat_set_times(current, 0, P("etc/only"), 0, 1000, SET_MTIM));
    OK(path_filestat_get(root, 0, P("etc/only"), &attributes));
    EXPECT(1000, attributes.mtim);
    OK(path_readlink(current, P("etc/link"), bytes, sizeof bytes, &n));
    EXPECT(4, n);

    // Each of two paths for itself.
    OK(path_rename(current, P("here"), current, P("tmp/moved")));
    TRUE(file_is(root, "tmp/moved", "here"));
    OK(path_rename(current, P("tmp/moved"), current, P("back")));
    TRUE(file_is(current, "back", "here"));
    OK(path_link(current, 0, P("etc/only"), current, P("linked")));
    TRUE(file_is(current, "linked", "root"));
    OK(path_link(current, 0, P("both"), current, P("tmp/linked")));
    TRUE(file_is(root, "tmp/linked", "current"));
    OK(path_symlink(P("new"), current, P("tmp/link")));
    TRUE(file_is(root, "tmp/link", "new"));
    EXPECT(NOENT, path_rename(current, P("nowhere"), current, P("tmp/x")));

    OK(path_remove_directory(current, P("tmp/folder")));
    OK(path_unlink_file(current, P("tmp/link")));
    EXPECT(NOENT, path_unlink_file(current, P("tmp/link")));

    // What is there is found by its name alone, and where only its folder is in both.
    OK(path_readlink(current, P("link"), bytes, sizeof bytes, &n));
    EXPECT(8, n);
    OK(path_filestat_set_times(current, NOFOLLOW, P("link"), 0, 2000, SET_MTIM));
    OK(path_filestat_get(root, NOFOLLOW, P("link"), &attributes));
    EXPECT(2000, attributes.mtim);
    OK(path_link(current, FOLLOW, P("link"), current, P("followed")));
    OK(path_link(current, FOLLOW, P("etc/link"), current, P("tmp/followed")));
    TRUE(file_is(current, "followed", "root"));
    OK(path_link(current, NOFOLLOW, P("top"), current, P("top-linked")));
    TRUE(file_is(current, "top-linked", "top"));
    OK(path_rename(current, P("old"), current, P("moved")));
    TRUE(file_is(current, "moved", "old"));
    EXPECT(NOENT, open_with(root, "moved", 0, FD_READ, 0, &fd));
    EXPECT(NOENT, open_with(root, "old", 0, FD_READ, 0, &fd));
    EXPECT(NOENT, path_rename(current, P("top"), current, P("nowhere/top")));
    EXPECT(NOTDIR, path_unlink_file(current, P("top/")));
    OK(path_unlink_file(current, P("top")));
    EXPECT(NOENT, path_unlink_file(current, P("top")));
    OK(path_remove_directory(current, P("empty/")));
    EXPECT(NOENT, path_remove_directory(current, P("empty")));
    TRUE(file_is(current, "shared/only", "shared"));
    OK(path_rename(current, P("shared/only"), current, P("shared/moved")));
    EXPECT(NOENT, open_with(root, "shared/moved", 0, FD_READ, 0, &fd));
    OK(path_unlink_file(current, P("shared/moved")));
    // What is in both is the current folder's.
    OK(path_rename(current, P("both"), current, P("renamed")));
    TRUE(file_is(current, "both", "root"));
    OK(path_rename(current, P("renamed"), current, P("both")));
    TRUE(file_is(current, "both", "current"));

    // A right that one of the two has lost does not come back through the other.
    fdstat granted;
    OK(fd_fdstat_get(root, &granted));
    u64 fewer = granted.rights_base & ~PATH_READLINK, passed_on = granted.rights_inheriting;
    OK(fd_fdstat_set_rights(root, fewer, passed_on));
    EXPECT(NOENT, open_with(current, "etc/only", 0, FD_READ, 0, &fd));
    EXPECT(NOENT, path_filestat_get(current, 0, P("etc/only"), &attributes));
    EXPECT(NOENT, path_unlink_file(current, P("etc/only")));
    OK(fd_fdstat_set_rights(current, fewer, passed_on));
    TRUE(file_is(current, "etc/only", "root"));
    OK(fd_fdstat_set_rights(current, fewer, passed_on & ~FD_WRITE));
    EXPECT(NOENT, path_rename(current, P("followed"), current, P("tmp/gained")));
    OK(fd_fdstat_set_rights(root, fewer, passed_on & ~FD_WRITE));
    TRUE(file_is(current, "etc/only", "root"));

    // Without a root there is nothing behind the current folder.
    OK(fd_close(root));
    EXPECT(NOENT, open_with(current, "etc/only", 0, FD_READ, 0, &fd));
}
