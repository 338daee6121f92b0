// `copy FROM TO`: the file-copy program of the 2019 WASI tutorial, which shows capabilities at work.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: %s <from> <to>\n", argv[0]);
        return 1;
    }
    int in = open(argv[1], O_RDONLY);
    if (in < 0) {
        fprintf(stderr, "error opening input %s: %s\n", argv[1], strerror(errno));
        return 1;
    }
    int out = open(argv[2], O_WRONLY | O_CREAT, 0660);
    if (out < 0) {
        fprintf(stderr, "error opening output %s: %s\n", argv[2], strerror(errno));
        return 1;
    }
    char buffer[BUFSIZ];
    ssize_t count;
    while ((count = read(in, buffer, BUFSIZ)) > 0) {
        char *next = buffer;
        while (count > 0) {
            ssize_t written = write(out, next, count);
            if (written < 0) {
                fprintf(stderr, "write error: %s\n", strerror(errno));
                return 1;
            }
            count -= written;
            next += written;
        }
    }
    if (count < 0) {
        fprintf(stderr, "read error: %s\n", strerror(errno));
        return 1;
    }
    return close(in) == 0 && close(out) == 0 ? 0 : 1;
}
