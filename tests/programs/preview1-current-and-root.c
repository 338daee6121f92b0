// Where `/` and `.` are both granted, descriptors 3 and 4, a name that `.` does
// not have is looked for in `/`, and never the other way round. The root has the
// files `both` and `etc/only`, a folder `tmp` and a link `etc/link` to `only`; the
// current folder has the files `both` and `here`.
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

    // Without a root there is nothing behind the current folder.
    OK(fd_close(root));
    EXPECT(NOENT, open_with(current, "etc/only", 0, FD_READ, 0, &fd));
}
