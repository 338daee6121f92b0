// A million one-byte writes to /dev/null through fd_write.
#include <fcntl.h>
#include <wasi/api.h>

int main(void) {
    int fd = open("/dev/null", O_WRONLY);
    if (fd < 0)
        return 1;
    __wasi_ciovec_t vector = {(const uint8_t *)"x", 1};
    __wasi_size_t written;
    for (int i = 0; i < 1000000; i++)
        if (__wasi_fd_write(fd, &vector, 1, &written) != 0 || written != 1)
            return 2;
    return 0;
}
