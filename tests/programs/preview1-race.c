// Names that turn into links that lead out and back, while paths go through
// them. `swap` in the program's folder, descriptor 3, is now a folder, now a
// link to the folder above; both have a file `name`, which says where it is.
#include "preview1.h"

static u32 inside, refused, missing;

// Nothing but the file inside may be found.
static void check(const char *path) {
    u8 content[8] = {0};
    u32 fd, n = 0;
    iovec in = {content, 7};
    switch (open_with(3, path, 0, FD_READ, 0, &fd)) {
    case SUCCESS:
        OK(fd_read(fd, &in, 1, &n));
        TRUE(same(content, "inside", 7));
        inside++;
        OK(fd_close(fd));
        break;
    case PERM:
        refused++;
        break;
    case NOENT:
        missing++;
        break;
    default:
        TRUE(0);
    }
}

// As a folder, too, it is the one inside.
static void check_folder(void) {
    u32 fd, inner;
    u32 error = open_with(3, "swap", O_DIRECTORY, ALL_RIGHTS, 0, &fd);
    if (error) {
        TRUE(error == PERM || error == NOENT || error == NOTDIR);
        return;
    }
    EXPECT(SUCCESS, open_with(fd, "deep", O_DIRECTORY, ALL_RIGHTS, 0, &inner));
    TRUE(file_is(fd, "name", "inside"));
    EXPECT(PERM, open_with(inner, "../name", 0, FD_READ, 0, &error));
    OK(fd_close(inner));
    OK(fd_close(fd));
}

void test(void) {
    u64 start, now;
    filestat stat;
    OK(clock_time_get(MONOTONIC, 0, &start));
    do {
        for (int i = 0; i < 100; i++) {
            check("swap/name");
            check("swap/../name");
            check("swap/deep/../name");
            check("swap/deep/../../swap/name");
            check("to_swap/name");
            check_folder();
            // Names in what is above can be neither made nor removed.
            path_create_directory(3, P("swap/new"));
            path_remove_directory(3, P("swap/new"));
            path_unlink_file(3, P("swap/victim"));
            path_rename(3, P("swap/victim"), 3, P("stolen"));
            path_link(3, 0, P("swap/victim"), 3, P("stolen"));
        }
        OK(clock_time_get(MONOTONIC, 0, &now));
    } while (now - start < 2000000000ull && !failures);
    EXPECT(NOENT, path_filestat_get(3, 0, P("stolen"), &stat));
    // It was a race at all.
    TRUE(inside > 0);
    TRUE(refused > 0);
}
