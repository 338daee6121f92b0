// What folders list: cookies, cut-off entries, many names, changes meanwhile.
// The program's folder, descriptor 3, is empty at first.
#include "preview1.h"

static u8 buffer[100000];
static u32 used;

// Entries of a listing, by number: names are `n` and four digits.
static u8 seen[10000];

static void put_name(char *name, u32 number) {
    name[0] = 'n';
    for (int i = 4; i > 0; i--, number /= 10) name[i] = '0' + number % 10;
    name[5] = 0;
}

// Lists the whole folder with a buffer of `size` bytes, as C's library does,
// and returns how many entries there are. What is cut off is asked for again.
static u32 list(u32 fd, u32 size) {
    u64 cookie = 0;
    u32 count = 0;
    memset(seen, 0, sizeof seen);
    for (;;) {
        u32 error = fd_readdir(fd, buffer, size, cookie, &used);
        EXPECT(SUCCESS, error);
        if (error || used > size) return 0;
        u32 at = 0;
        while (at + 24 <= used) {
            dirent entry;
            memcpy(&entry, buffer + at, 24);
            u8 *name = buffer + at + 24;
            if (at + 24 + entry.namlen > used) break;
            at += 24 + entry.namlen;
            cookie = entry.next;
            count++;
            TRUE(entry.ino != 0);
            if (entry.namlen == 5 && name[0] == 'n') {
                u32 number = 0;
                for (int i = 1; i < 5; i++) number = number * 10 + name[i] - '0';
                seen[number]++;
                EXPECT(REGULAR_FILE, entry.type);
            } else if (name[0] == '.') {
                EXPECT(DIRECTORY, entry.type);
                TRUE(entry.namlen == 1 || (entry.namlen == 2 && name[1] == '.'));
            }
        }
        if (used < size) return count;
        if (at == 0) return 0;
    }
}

static void small(void) {
    u32 fd;
    EXPECT(2, list(3, 4096));
    // The buffer is filled to its last byte, down to none.
    OK(fd_readdir(3, buffer, 10, 0, &used));
    EXPECT(10, used);
    OK(fd_readdir(3, buffer, 30, 0, &used));
    EXPECT(30, used);
    OK(fd_readdir(3, buffer, 0, 0, &used));
    EXPECT(0, used);
    make_file(3, "n0000", "");
    OK(path_create_directory(3, P("d")));
    OK(path_symlink(P("d"), 3, P("s")));
    EXPECT(5, list(3, 4096));
    EXPECT(5, list(3, 30));
    u64 cookie = 0;
    for (u32 i = 0; i < 5; i++) {
        dirent entry;
        OK(fd_readdir(3, buffer, 24, cookie, &used));
        EXPECT(24, used);
        memcpy(&entry, buffer, 24);
        cookie = entry.next;
    }
    OK(fd_readdir(3, buffer, 24, cookie, &used));
    EXPECT(0, used);
    EXPECT(2, list(3, 4096) - 3);

    OK(open_with(3, "n0000", 0, ALL_RIGHTS, 0, &fd));
    EXPECT_HERE(NOTDIR, fd_readdir(fd, buffer, 100, 0, &used));
    OK(fd_close(fd));
    EXPECT_HERE(NOTDIR, fd_readdir(0, buffer, 100, 0, &used));
    EXPECT(BADF, fd_readdir(99, buffer, 100, 0, &used));
    OK(open_with(3, "d", O_DIRECTORY, PATH_OPEN, 0, &fd));
    EXPECT_HERE(NOTCAPABLE, fd_readdir(fd, buffer, 100, 0, &used));
    OK(fd_close(fd));
    // Opened without saying that it is a folder.
    OK(open_with(3, "d", 0, FD_READ | FD_READDIR, 0, &fd));
    EXPECT(2, list(fd, 4096));
    OK(fd_close(fd));
    OK(path_unlink_file(3, P("s")));
    OK(path_remove_directory(3, P("d")));
    OK(path_unlink_file(3, P("n0000")));
}

static void many(u32 count) {
    char name[6];
    for (u32 i = 0; i < count; i++) {
        put_name(name, i);
        make_file(3, name, "");
    }
    EXPECT(count + 2, list(3, 100000));
    EXPECT(count + 2, list(3, 4096));
    EXPECT(count + 2, list(3, 300));
    for (u32 i = 0; i < count; i++) EXPECT(1, seen[i]);
    // Names go while the folder is listed: all that stay are seen, once.
    dirent entry;
    OK(fd_readdir(3, buffer, 24 + 5, 0, &used));
    u64 cookie = 0;
    u32 listed = 0;
    memset(seen, 0, sizeof seen);
    for (;;) {
        OK(fd_readdir(3, buffer, 512, cookie, &used));
        u32 at = 0;
        while (at + 24 <= used) {
            memcpy(&entry, buffer + at, 24);
            if (at + 24 + entry.namlen > used) break;
            u8 *text = buffer + at + 24;
            at += 24 + entry.namlen;
            cookie = entry.next;
            if (text[0] != 'n') continue;
            memcpy(name, text, 5);
            u32 number = 0;
            for (int i = 1; i < 5; i++) number = number * 10 + name[i] - '0';
            seen[number]++;
            listed++;
            if (number % 3 == 0) OK(path_unlink_file(3, P(name)));
        }
        if (used < 512) break;
    }
    EXPECT(count, listed);
    for (u32 i = 0; i < count; i++) EXPECT(1, seen[i]);
    for (u32 i = 0; i < count; i++) {
        put_name(name, i);
        if (i % 3) OK(path_unlink_file(3, P(name)));
    }
    EXPECT(2, list(3, 4096));
}

static void long_names(void) {
    static char name[256];
    memset(name, 'x', 255);
    make_file(3, name, "");
    EXPECT(3, list(3, 4096));
    EXPECT(3, list(3, 24 + 255));
    // Too small for the entry: its length is there to ask with more.
    dirent entry;
    u64 cookie = 0;
    for (int i = 0; i < 3; i++) {
        OK(fd_readdir(3, buffer, 100, cookie, &used));
        memcpy(&entry, buffer, 24);
        if (entry.namlen == 255) break;
        cookie = entry.next;
    }
    EXPECT(255, entry.namlen);
    EXPECT(100, used);
    OK(path_unlink_file(3, P(name)));
}

void test(void) {
    small();
    long_names();
    many(2000);
}
