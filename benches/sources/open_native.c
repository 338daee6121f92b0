// Opens and closes a file, half a million times: `path` below the working folder.
#include <fcntl.h>
#include <unistd.h>

int main(int argc, char **argv) {
    int folder = open(".", O_RDONLY | O_DIRECTORY);
    if (argc < 2 || folder < 0)
        return 1;
    for (int i = 0; i < 500000; i++) {
        int fd = openat(folder, argv[1], O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return 2;
        if (close(fd) != 0)
            return 3;
    }
    return 0;
}
