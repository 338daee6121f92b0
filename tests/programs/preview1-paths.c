// Names: making, finding, changing and removing them, and paths that try to
// leave the program's folder, descriptor 3. Beside it, in the folder above, is
// `secret`, a file, and in it are the links that a program cannot make itself:
// `absolute` to /etc, `absolute_file` to /etc/passwd, `out` to .. and
// `out_file` to ../secret.
#include "preview1.h"

static u8 bytes[8192];
static char text[8192];
static u32 n;
static filestat stat;

static u32 status(const char *path, u32 flags) {
    stat = (filestat){0};
    return path_filestat_get(3, flags, P(path), &stat);
}

static u32 open_to_read(const char *path, u32 dirflags) {
    u32 fd;
    u32 error = path_open(3, dirflags, P(path), 0, FD_READ, 0, 0, &fd);
    if (!error) fd_close(fd);
    return error;
}

static u32 make_folder(const char *path) { return path_create_directory(3, P(path)); }
static u32 remove_folder(const char *path) { return path_remove_directory(3, P(path)); }
static u32 unlink(const char *path) { return path_unlink_file(3, P(path)); }
static u32 rename(const char *old, const char *new) { return path_rename(3, P(old), 3, P(new)); }
static u32 link(const char *old, const char *new) { return path_link(3, 0, P(old), 3, P(new)); }
static u32 symlink(const char *target, const char *path) {
    return path_symlink(P(target), 3, P(path));
}
static u32 readlink(const char *path) {
    n = 0xffffffff;
    return path_readlink(3, P(path), bytes, sizeof bytes, &n);
}

static void folders(void) {
    OK(make_folder("a"));
    EXPECT(EXIST, make_folder("a"));
    OK(make_folder("a/b/"));
    OK(make_folder("a/b/c//"));
    EXPECT(NOENT, make_folder("missing/b"));
    EXPECT(EXIST, make_folder("."));
    EXPECT(EXIST, make_folder("a/."));
    EXPECT(EXIST, make_folder("a/.."));
    EXPECT(EXIST, make_folder("a/b/../"));
    EXPECT(NOENT, make_folder(""));
    make_file(3, "a/file", "1");
    EXPECT(EXIST, make_folder("a/file"));
    EXPECT(EXIST, make_folder("a/file/"));
    EXPECT(NOTDIR, make_folder("a/file/x"));
    EXPECT(NOTEMPTY, remove_folder("a"));
    EXPECT(NOTDIR, remove_folder("a/file"));
    EXPECT(NOTDIR, remove_folder("a/file/"));
    EXPECT(NOENT, remove_folder("missing"));
    EXPECT(INVAL, remove_folder("."));
    EXPECT(INVAL, remove_folder("a/b/."));
    EXPECT(ISDIR, unlink("a"));
    EXPECT(ISDIR, unlink("a/"));
    EXPECT(ISDIR, unlink("."));
    EXPECT(NOTDIR, unlink("a/file/"));
    EXPECT(NOENT, unlink("missing"));
    EXPECT(NOENT, unlink("missing/"));
    OK(remove_folder("a/b/c/"));
    OK(remove_folder("a/b"));
    OK(unlink("a/file"));
    OK(remove_folder("a"));
}

static void attributes(void) {
    make_file(3, "file", "12345");
    OK(status("file", 0));
    EXPECT(5, stat.size);
    EXPECT(REGULAR_FILE, stat.filetype);
    EXPECT(1, stat.nlink);
    OK(symlink("file", "link"));
    OK(status("link", NOFOLLOW));
    EXPECT(SYMBOLIC_LINK, stat.filetype);
    EXPECT(4, stat.size);
    OK(status("link", FOLLOW));
    EXPECT(REGULAR_FILE, stat.filetype);
    EXPECT(5, stat.size);
    OK(status(".", 0));
    EXPECT(DIRECTORY, stat.filetype);
    OK(status("./", 0));
    EXPECT(NOTDIR, status("file/", 0));
    EXPECT(NOTDIR, status("file/.", 0));
    EXPECT(NOTDIR, status("file/..", 0));
    EXPECT(NOTDIR, status("link/", 0));
    EXPECT(NOENT, status("", 0));
    EXPECT(NOENT, status("missing", FOLLOW));
    EXPECT_HERE(INVAL, status("file", 2));

    OK(path_filestat_set_times(3, 0, P("file"), 11, 22, SET_ATIM | SET_MTIM));
    OK(status("file", 0));
    EXPECT(11, stat.atim);
    EXPECT(22, stat.mtim);
    OK(path_filestat_set_times(3, NOFOLLOW, P("link"), 33, 44, SET_ATIM | SET_MTIM));
    OK(status("file", 0));
    EXPECT(22, stat.mtim);
    OK(status("link", 0));
    EXPECT(44, stat.mtim);
    OK(path_filestat_set_times(3, FOLLOW, P("link"), 0, 55, SET_MTIM));
    OK(status("file", 0));
    EXPECT(55, stat.mtim);
    OK(path_filestat_set_times(3, FOLLOW, P("."), 0, 66, SET_MTIM));
    OK(status(".", 0));
    EXPECT(66, stat.mtim);
    OK(path_filestat_set_times(3, FOLLOW, P("./"), 0, 77, SET_MTIM));
    OK(status(".", 0));
    EXPECT(77, stat.mtim);
    EXPECT(NOTDIR, path_filestat_set_times(3, FOLLOW, P("file/"), 0, 66, SET_MTIM));
    EXPECT(NOENT, path_filestat_set_times(3, FOLLOW, P("missing"), 0, 66, SET_MTIM));
    EXPECT_HERE(INVAL, path_filestat_set_times(3, 0, P("file"), 0, 0, SET_ATIM | SET_ATIM_NOW));
    OK(unlink("link"));
    OK(unlink("file"));
}

static void links(void) {
    make_file(3, "file", "12345");
    OK(make_folder("folder"));
    OK(link("file", "folder/second"));
    OK(status("file", 0));
    EXPECT(2, stat.nlink);
    u64 ino = stat.ino;
    OK(status("folder/second", 0));
    EXPECT(ino, stat.ino);
    EXPECT(EXIST, link("file", "folder/second"));
    EXPECT(EXIST, link("file", "."));
    EXPECT(PERM, link("folder", "third"));
    EXPECT(NOENT, link("missing", "third"));
    EXPECT(NOENT, link("file", "third/"));
    EXPECT(NOTDIR, link("file/", "third"));
    OK(unlink("folder/second"));
    // A link to a symbolic link, or to what it points to.
    OK(symlink("../file", "folder/link"));
    OK(link("folder/link", "folder/hard"));
    OK(status("folder/hard", 0));
    EXPECT(SYMBOLIC_LINK, stat.filetype);
    OK(unlink("folder/hard"));
    OK(path_link(3, FOLLOW, P("folder/link"), 3, P("folder/hard")));
    OK(status("folder/hard", 0));
    EXPECT(ino, stat.ino);
    OK(unlink("folder/hard"));

    OK(readlink("folder/link"));
    EXPECT(7, n);
    TRUE(same(bytes, "../file", 7));
    bytes[3] = 'x';
    OK(path_readlink(3, P("folder/link"), bytes, 3, &n));
    TRUE(n == 3 && same(bytes, "../x", 4));
    OK(path_readlink(3, P("folder/link"), bytes, 0, &n));
    EXPECT(0, n);
    EXPECT(INVAL, readlink("file"));
    EXPECT(INVAL, path_readlink(3, P("file"), bytes, 0, &n));
    EXPECT(INVAL, readlink("folder"));
    EXPECT(INVAL, readlink("folder/"));
    EXPECT(INVAL, readlink("."));
    EXPECT(NOTDIR, readlink("folder/link/"));
    EXPECT(NOENT, readlink("missing"));
    TRUE(file_is(3, "folder/link", "12345"));

    EXPECT(EXIST, symlink("x", "file"));
    EXPECT(EXIST, symlink("x", "folder"));
    EXPECT(EXIST, symlink("x", "folder/"));
    EXPECT(NOENT, symlink("x", "new/"));
    EXPECT(NOENT, symlink("", "new"));
    EXPECT(NOENT, symlink("x", ""));
    EXPECT(PERM, symlink("/etc", "new"));
    EXPECT(NOENT, status("new", 0));
    OK(symlink("missing", "dangling"));
    EXPECT(NOENT, open_to_read("dangling", FOLLOW));
    EXPECT(LOOP, open_to_read("dangling", NOFOLLOW));
    EXPECT(LOOP, open_to_read("folder/link", NOFOLLOW));
    // Creating through a link that points to nothing yet.
    u32 fd;
    EXPECT(EXIST, open_with(3, "dangling", O_CREAT | O_EXCL, FD_WRITE, 0, &fd));
    OK(open_with(3, "dangling", O_CREAT, FD_WRITE, 0, &fd));
    OK(fd_close(fd));
    OK(status("missing", 0));
    OK(unlink("missing"));
    OK(unlink("dangling"));
    OK(unlink("folder/link"));
    OK(remove_folder("folder"));
    OK(unlink("file"));
}

static void renames(void) {
    make_file(3, "one", "1");
    make_file(3, "two", "22");
    OK(make_folder("folder"));
    OK(make_folder("full"));
    make_file(3, "full/x", "x");
    OK(rename("one", "two"));
    EXPECT(NOENT, status("one", 0));
    TRUE(file_is(3, "two", "1"));
    OK(rename("two", "two"));
    OK(rename("two", "folder/two"));
    EXPECT(NOTEMPTY, rename("full", "folder"));
    EXPECT(ISDIR, rename("folder/two", "full"));
    EXPECT(NOTDIR, rename("full", "folder/two"));
    EXPECT(NOTDIR, rename("folder/two/", "three"));
    EXPECT(NOTDIR, rename("folder/two", "three/"));
    EXPECT(NOENT, rename("missing", "three"));
    EXPECT(INVAL, rename("folder", "folder/inside"));
    EXPECT(BUSY, rename(".", "three"));
    EXPECT(BUSY, rename("folder", "full/.."));
    OK(rename("folder/", "renamed/"));
    TRUE(file_is(3, "renamed/two", "1"));
    // A link is renamed itself, whatever it points to.
    OK(symlink("renamed", "link"));
    EXPECT(NOTDIR, rename("link/", "other"));
    OK(rename("link", "other"));
    OK(status("other", 0));
    EXPECT(SYMBOLIC_LINK, stat.filetype);
    OK(unlink("other"));
    OK(unlink("full/x"));
    OK(remove_folder("full"));
    OK(unlink("renamed/two"));
    OK(remove_folder("renamed"));
}

// Operations that must all fail alike on a path that leaves the folder.
static void refused(const char *path, u32 expected, int line) {
    u32 fd, errors[16], count = 0;
    errors[count++] = open_with(3, path, 0, FD_READ, 0, &fd);
    errors[count++] = open_with(3, path, O_CREAT, FD_WRITE, 0, &fd);
    // The kernel may first see that no file can have such a name.
    if (errors[1] == ISDIR) errors[1] = expected;
    errors[count++] = open_with(3, path, O_DIRECTORY, FD_READDIR, 0, &fd);
    errors[count++] = status(path, FOLLOW);
    errors[count++] = path_filestat_set_times(3, FOLLOW, P(path), 0, 0, SET_MTIM);
    errors[count++] = path_link(3, FOLLOW, P(path), 3, P("stolen"));
    for (u32 i = 0; i < count; i++) check_equal(errors[i], expected, line * 100 + i);
}

// As `refused`, also for operations that do not follow the last component.
static void refused_always(const char *path, u32 expected, int line) {
    refused(path, expected, line);
    u32 fd, errors[16], count = 0;
    errors[count++] = path_open(3, NOFOLLOW, P(path), 0, FD_READ, 0, 0, &fd);
    errors[count++] = status(path, NOFOLLOW);
    errors[count++] = path_filestat_set_times(3, NOFOLLOW, P(path), 0, 0, SET_MTIM);
    errors[count++] = readlink(path);
    errors[count++] = make_folder(path);
    errors[count++] = remove_folder(path);
    errors[count++] = unlink(path);
    errors[count++] = rename(path, "stolen");
    errors[count++] = rename("inside", path);
    errors[count++] = link(path, "stolen");
    errors[count++] = link("inside", path);
    errors[count++] = symlink("x", path);
    for (u32 i = 0; i < count; i++) check_equal(errors[i], expected, line * 100 + 50 + i);
}

#define REFUSED(path) refused(path, PERM, __LINE__)
#define REFUSED_ALWAYS(path) refused_always(path, PERM, __LINE__)

static void escapes(void) {
    make_file(3, "inside", "inside");
    OK(make_folder("d"));
    OK(make_folder("d/e"));
    REFUSED_ALWAYS("/");
    REFUSED_ALWAYS("//");
    REFUSED_ALWAYS("/etc/passwd");
    REFUSED_ALWAYS("..");
    REFUSED_ALWAYS("../");
    REFUSED_ALWAYS("../.");
    REFUSED_ALWAYS("../secret");
    REFUSED_ALWAYS("./../secret");
    REFUSED_ALWAYS("d/../../secret");
    REFUSED_ALWAYS("d/e/../../../secret");
    REFUSED_ALWAYS("d/e/../..//../secret");
    REFUSED_ALWAYS("d/../..");
    REFUSED_ALWAYS("out/secret");
    REFUSED_ALWAYS("out/new");
    REFUSED_ALWAYS("d/../out/secret");
    REFUSED_ALWAYS("absolute/passwd");
    REFUSED("out");
    REFUSED("out_file");
    REFUSED("absolute");
    REFUSED("absolute_file");
    // A slash at the end means what the link points to.
    REFUSED("out/");
    REFUSED("out/.");
    REFUSED("absolute/");
    EXPECT(PERM, status("out/", NOFOLLOW));
    EXPECT(PERM, status("absolute/", NOFOLLOW));
    EXPECT(PERM, path_filestat_set_times(3, NOFOLLOW, P("out/"), 0, 0, SET_MTIM));
    EXPECT(PERM, readlink("out/"));
    EXPECT(NOTDIR, remove_folder("out/"));
    EXPECT(NOTDIR, unlink("out/"));
    EXPECT(NOTDIR, rename("out/", "stolen"));
    EXPECT(EXIST, make_folder("out/"));
    EXPECT(LOOP, open_to_read("out_file", NOFOLLOW));
    // The links themselves can be looked at and removed.
    OK(status("out", NOFOLLOW));
    EXPECT(SYMBOLIC_LINK, stat.filetype);
    OK(readlink("out"));
    TRUE(n == 2 && same(bytes, "..", 2));
    EXPECT(PERM, readlink("absolute"));
    EXPECT(NOENT, status("stolen", 0));
    // Links of our own that lead out, at the end, in the middle, and twice.
    OK(symlink("../..", "d/up"));
    OK(symlink("d/up", "twice"));
    OK(symlink("d/up/", "slash"));
    OK(symlink("d/e/../../../secret", "long"));
    REFUSED("d/up");
    REFUSED("d/up/");
    REFUSED("d/up/secret");
    REFUSED("twice");
    REFUSED("slash");
    REFUSED("twice/secret");
    REFUSED("slash/secret");
    REFUSED("long");
    REFUSED_ALWAYS("d/up/x");
    // What goes up but stays inside is fine.
    OK(symlink("../inside", "d/fine"));
    OK(symlink("d/../d/./e//../fine", "finer"));
    TRUE(file_is(3, "d/fine", "inside"));
    TRUE(file_is(3, "finer", "inside"));
    TRUE(file_is(3, "d/../inside", "inside"));
    TRUE(file_is(3, "./d/e/../../inside", "inside"));
    TRUE(file_is(3, "d//e/..///../inside", "inside"));
    OK(status("d/..", 0));
    OK(status("d/e/../..", 0));
    EXPECT(NOENT, status("missing/..", 0));
    EXPECT(NOTDIR, status("inside/..", 0));
    OK(symlink("e", "d/to_e"));
    OK(status("d/to_e/", NOFOLLOW));
    EXPECT(DIRECTORY, stat.filetype);
    OK(status("d/to_e/..", NOFOLLOW));
    OK(make_folder("d/to_e/new"));
    OK(remove_folder("d/e/new"));
    EXPECT(NOTDIR, remove_folder("d/to_e/"));
    OK(unlink("d/to_e"));
    // A folder opened below is a limit of its own.
    u32 fd;
    OK(open_with(3, "d", O_DIRECTORY, ALL_RIGHTS, 0, &fd));
    EXPECT(PERM, path_filestat_get(fd, 0, P("../inside"), &stat));
    EXPECT(PERM, path_filestat_get(fd, 0, P(".."), &stat));
    EXPECT(PERM, path_filestat_get(fd, FOLLOW, P("fine"), &stat));
    OK(path_filestat_get(fd, 0, P("e/../fine"), &stat));
    OK(path_rename(fd, P("fine"), 3, P("moved")));
    OK(path_rename(3, P("moved"), fd, P("fine")));
    OK(fd_close(fd));
    const char *files[] = {"d/up", "twice", "slash", "long", "d/fine", "finer", "inside"};
    for (int i = 0; i < 7; i++) OK(unlink(files[i]));
    OK(remove_folder("d/e"));
    OK(remove_folder("d"));
}

static void loops(void) {
    OK(symlink("loop2", "loop1"));
    OK(symlink("loop1", "loop2"));
    OK(symlink("self/x", "self"));
    EXPECT(LOOP, open_to_read("loop1", FOLLOW));
    EXPECT(LOOP, status("loop1", FOLLOW));
    EXPECT(LOOP, status("loop1/x", NOFOLLOW));
    EXPECT(LOOP, status("self", FOLLOW));
    OK(status("self", NOFOLLOW));
    OK(unlink("loop1"));
    OK(unlink("loop2"));
    OK(unlink("self"));
    // A chain of 40 is fine, one more is not.
    make_file(3, "l", "end");
    char from[3] = "l0", to[3] = "l";
    for (int i = 0; i < 41; i++) {
        from[0] = 'A' + i;
        OK(symlink(to, from));
        to[0] = from[0], to[1] = '0';
    }
    TRUE(file_is(3, "h0", "end"));
    EXPECT(LOOP, open_to_read("i0", FOLLOW));
    for (int i = 0; i < 41; i++) {
        from[0] = 'A' + i;
        OK(unlink(from));
    }
    OK(unlink("l"));
}

static void lengths(void) {
    memset(text, 'n', sizeof text);
    EXPECT(NAMETOOLONG, path_filestat_get(3, 0, text, 256, &stat));
    EXPECT(NAMETOOLONG, path_create_directory(3, text, 256));
    OK(path_create_directory(3, text, 255));
    OK(path_filestat_get(3, 0, text, 255, &stat));
    OK(path_remove_directory(3, text, 255));
    // `.` again and again, up to the longest path there is.
    for (int i = 0; i < 8192; i += 2) text[i] = '.', text[i + 1] = '/';
    OK(path_filestat_get(3, 0, text, 4095, &stat));
    EXPECT(NAMETOOLONG, path_filestat_get(3, 0, text, 4096, &stat));
    EXPECT(NAMETOOLONG, path_filestat_get(3, 0, text, 8192, &stat));
    EXPECT(NAMETOOLONG, path_symlink(text, 4096, 3, P("new")));
    OK(path_symlink(text, 4095, 3, P("new")));
    OK(path_filestat_get(3, FOLLOW, P("new"), &stat));
    EXPECT(DIRECTORY, stat.filetype);
    OK(unlink("new"));
}

static void characters(void) {
    u32 fd;
    make_file(3, "zero", "0");
    EXPECT(INVAL, path_filestat_get(3, 0, "zero\0/../..", 11, &stat));
    EXPECT(INVAL, path_open(3, 0, "zero\0", 5, 0, FD_READ, 0, 0, &fd));
    EXPECT(INVAL, path_symlink("a\0b", 3, 3, P("new")));
    OK(unlink("zero"));
    const char *names[] = {" ", "-", "\n", "\xff\xfe", "caf\xc3\xa9", "...", "..x", "a\\b", "*"};
    for (int i = 0; i < 9; i++) {
        make_file(3, names[i], "content");
        TRUE(file_is(3, names[i], "content"));
        OK(unlink(names[i]));
    }
}

static void deep(void) {
    // Deeper than one path can say, and back.
    u32 fd = 3, inner;
    for (int i = 0; i < 100; i++) {
        OK(path_create_directory(fd, P("deep")));
        OK(open_with(fd, "deep", O_DIRECTORY, ALL_RIGHTS, 0, &inner));
        if (fd != 3) OK(fd_close(fd));
        fd = inner;
    }
    OK(fd_close(fd));
    for (int i = 0; i < 500; i++) memcpy(text + 5 * i, "deep/", 5);
    OK(path_filestat_get(3, 0, text, 499, &stat));
    EXPECT(NOENT, path_filestat_get(3, 0, text, 504, &stat));
    for (int i = 100; i > 0; i--) OK(path_remove_directory(3, text, 5 * i));
}

void test(void) {
    folders();
    attributes();
    links();
    renames();
    escapes();
    loops();
    lengths();
    characters();
    deep();
}
