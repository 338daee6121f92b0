// Opens and closes a file, a hundred thousand times: `path` below the granted folder.
#include <string.h>
#include <wasi/api.h>

int main(int argc, char **argv) {
    if (argc < 2)
        return 1;
    for (int i = 0; i < 100000; i++) {
        __wasi_fd_t fd;
        if (__wasi_path_open(3, __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW, argv[1], 0, __WASI_RIGHTS_FD_READ, 0, 0, &fd) != 0)
            return 2;
        if (__wasi_fd_close(fd) != 0)
            return 3;
    }
    return 0;
}
