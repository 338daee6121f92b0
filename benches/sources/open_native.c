// Opens and closes a file, a hundred thousand times: `path` below the working folder, by openat, or, with a second
// argument, by openat2 as the sandbox calls it.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { OPENAT2 = 437, NO_MAGICLINKS = 2, BENEATH = 8 };

static int open_beneath(int folder, const char *path) {
    struct {
        uint64_t flags, mode, resolve;
    } how = {O_RDONLY | O_CLOEXEC, 0, BENEATH | NO_MAGICLINKS};
    return syscall(OPENAT2, folder, path, &how, sizeof how);
}

int main(int argc, char **argv) {
    int folder = open(".", O_RDONLY | O_DIRECTORY);
    if (argc < 2 || folder < 0)
        return 1;
    for (int i = 0; i < 100000; i++) {
        int fd = argc > 2 ? open_beneath(folder, argv[1]) : openat(folder, argv[1], O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return 2;
        if (close(fd) != 0)
            return 3;
    }
    return 0;
}
