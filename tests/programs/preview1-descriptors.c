// The table of descriptors against a simple model of it: whatever is opened,
// closed and renumbered, each number stands for what the model says. The
// program's folder, descriptor 3, is empty at first.
#include "preview1.h"

enum { MOST = 100, FILES = 10 };

// Which file each number stands for; -1 where it is free.
static int model[MOST];
static char name[2] = "0";

static u32 state = 12345;
static u32 choose(u32 limit) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % limit;
}

static u32 opened(int file, u32 *fd) {
    name[0] = '0' + file;
    return open_with(3, name, 0, FD_READ | FD_SEEK, 0, fd);
}

static void check(u32 fd) {
    char content = 0;
    iovec in = {&content, 1};
    u32 n = 0;
    u32 error = fd_pread(fd, &in, 1, 0, &n);
    if (model[fd] < 0) {
        EXPECT(BADF, error);
    } else {
        EXPECT(SUCCESS, error);
        EXPECT('0' + model[fd], content);
    }
}

static void random_steps(void) {
    u32 fd;
    for (int step = 0; step < 20000 && !failures; step++) {
        u32 a = 4 + choose(30), b = 4 + choose(30);
        switch (choose(4)) {
        case 0: {
            int file = choose(FILES);
            OK(opened(file, &fd));
            TRUE(fd < MOST && model[fd] == -1);
            if (fd < MOST) model[fd] = file;
            break;
        }
        case 1:
            EXPECT(model[a] < 0 ? BADF : SUCCESS, fd_close(a));
            model[a] = -1;
            break;
        case 2:
            EXPECT(model[a] < 0 || model[b] < 0 ? BADF : SUCCESS, fd_renumber(a, b));
            if (model[a] >= 0 && model[b] >= 0 && a != b) model[b] = model[a], model[a] = -1;
            break;
        case 3:
            check(a);
            // Not too many.
            for (u32 i = 34; i < MOST; i++)
                if (model[i] >= 0) {
                    OK(fd_close(i));
                    model[i] = -1;
                }
            break;
        }
    }
    for (fd = 4; fd < MOST; fd++) {
        check(fd);
        if (model[fd] >= 0) OK(fd_close(fd));
        model[fd] = -1;
    }
}

// As many as there can be, and no more; afterwards all is as before.
static void exhaustion(void) {
    u32 fd, last = 0, error = SUCCESS, count = 0;
    while (!error && count < 100000) {
        error = opened(0, &fd);
        if (!error) last = fd, count++;
    }
    EXPECT(MFILE, error);
    TRUE(count > 10);
    EXPECT(MFILE, path_open(3, 0, P("."), O_DIRECTORY, 0, 0, 0, &fd));
    while (last > 3) OK(fd_close(last--));
    OK(opened(1, &fd));
    OK(fd_close(fd));
}

void test(void) {
    for (int i = 0; i < MOST; i++) model[i] = -1;
    for (int i = 0; i < FILES; i++) {
        name[0] = '0' + i;
        make_file(3, name, name);
    }
    random_steps();
    exhaustion();
    for (u32 number = 0; number < 8; number++) EXPECT(BADF, fd_close(0xffffffffu >> number * 2));
    // The granted folder can be given another number, or closed.
    u32 fd;
    OK(opened(1, &fd));
    OK(fd_renumber(3, fd));
    EXPECT(BADF, opened(1, &fd));
    prestat granted;
    OK(fd_prestat_get(4, &granted));
    EXPECT(BADF, fd_prestat_get(3, &granted));
    OK(path_open(4, 0, P("0"), 0, FD_READ, 0, 0, &fd));
    OK(fd_close(fd));
    OK(fd_close(4));
    EXPECT(BADF, path_open(4, 0, P("0"), 0, FD_READ, 0, 0, &fd));
}
