// Copies the file of the first argument to that of the second, through a buffer of
// 64 KiB.
#include <fcntl.h>
#include <unistd.h>

static char buffer[65536];

int main(int argc, char **argv) {
    if (argc < 3)
        return 1;
    int in = open(argv[1], O_RDONLY), out = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (in < 0 || out < 0)
        return 2;
    for (;;) {
        ssize_t count = read(in, buffer, sizeof buffer);
        if (count < 0)
            return 3;
        if (count == 0)
            return close(out) != 0;
        for (ssize_t done = 0; done < count;) {
            ssize_t written = write(out, buffer + done, count - done);
            if (written < 0)
                return 4;
            done += written;
        }
    }
}
