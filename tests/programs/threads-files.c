// Descriptors that several threads open, use and close at the same time: what is
// checked on one file is done to that file and no other, each descriptor is closed
// once, and listing a folder does not disturb others who list it.
//
// The first folder may be written to, the second may not. Descriptors 3 and 4 are
// theirs.
#include "threads.h"

enum { WRITABLE = 3, READ_ONLY = 4, ROUNDS = 1000, NAMES = 100 };
enum { DIRECTORY = 2, CREATE = 1, BADF = 8, NOENT = 44, NOTCAPABLE = 76, NOTDIR = 54 };
static const u64 ALL_RIGHTS = ~0ull >> 35;

static thread threads[6];
static int running;

static u32 open_folder(u32 folder) {
    u32 opened = -1;
    u32 error = path_open(folder, 0, "below", 5, DIRECTORY, ALL_RIGHTS, ALL_RIGHTS, 0, &opened);
    EXPECT(error == 0);
    return opened;
}

// Opens and closes a folder, now the one and now the other, so that all numbers
// and what the kernel calls them change their meaning all the time.
static void change(void *argument) {
    u32 number = (u32)argument;
    for (u32 i = 0; i < ROUNDS; i++) {
        u32 opened = open_folder((i + number) % 2 ? WRITABLE : READ_ONLY);
        sched_yield();
        EXPECT(fd_close(opened) == 0);
    }
    __atomic_sub_fetch(&running, 1, __ATOMIC_SEQ_CST);
}

// Removes a name that only the read-only folder has, by every number.
static void remove(void *argument) {
    (void)argument;
    while (__atomic_load_n(&running, __ATOMIC_SEQ_CST)) {
        for (u32 number = 5; number < 9; number++) {
            u32 error = path_unlink_file(number, "victim", 6);
            EXPECT(error == BADF || error == NOENT || error == NOTCAPABLE);
        }
    }
}

// Lists a folder in small pieces and counts the names.
static void list(void *argument) {
    (void)argument;
    struct { u64 next, inode; u32 length; u8 type; } entry;
    for (u32 i = 0; i < 20; i++) {
        u8 space[300];
        u64 cookie = 0;
        u32 names = 0;
        for (;;) {
            u32 used, place = 0;
            EXPECT(fd_readdir(WRITABLE, space, sizeof space, cookie, &used) == 0);
            while (place + 24 <= used) {
                __builtin_memcpy(&entry, space + place, 24);
                if (place + 24 + entry.length > used) {
                    break;
                }
                names += entry.length == 5 && space[place + 24] == 'n';
                cookie = entry.next;
                place += 24 + entry.length;
            }
            if (used < sizeof space) {
                break;
            }
        }
        EXPECT(names == NAMES);
    }
}

// Each number of many is closed by one of all who try.
static int closed;
static barrier meeting = { .size = 6 };

static void close_all(void *argument) {
    (void)argument;
    arrive(&meeting);
    for (u32 number = 5; number < 55; number++) {
        if (fd_close(number) == 0) {
            __atomic_add_fetch(&closed, 1, __ATOMIC_SEQ_CST);
        }
    }
}

static void start_all(u32 first, u32 count, void (*run)(void *)) {
    for (u32 i = first; i < first + count; i++) {
        EXPECT(start(&threads[i], run, (void *)i));
    }
}

static void join_all(void) {
    for (u32 i = 0; i < 6; i++) {
        join(&threads[i]);
    }
}

void test(void) {
    running = 4;
    start_all(0, 4, change);
    start_all(4, 2, remove);
    join_all();
    for (u32 i = 0; i < 50; i++) {
        open_folder(i % 2 ? WRITABLE : READ_ONLY);
    }
    start_all(0, 6, close_all);
    join_all();
    EXPECT(closed == 50);
    for (u32 i = 0; i < NAMES; i++) {
        char name[] = { 'n', 'a', 'm', '0' + i / 10, '0' + i % 10 };
        u32 opened;
        EXPECT(path_open(WRITABLE, 0, name, 5, CREATE, ALL_RIGHTS, 0, 0, &opened) == 0);
        EXPECT(fd_close(opened) == 0);
    }
    start_all(0, 6, list);
    join_all();
}
