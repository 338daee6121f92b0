// Standard input, output and error are closed. What is opened does not take
// their place. The program's folder is descriptor 3.
#include "preview1.h"

void test(void) {
    u8 bytes[10];
    u32 fd, n;
    iovec buffer = {bytes, 10};
    fdstat stat;
    filestat attributes;
    for (u32 stream = 0; stream < 3; stream++) {
        EXPECT(BADF, fd_read(stream, &buffer, 1, &n));
        EXPECT(BADF, fd_write(stream, &buffer, 1, &n));
        EXPECT(BADF, fd_fdstat_get(stream, &stat));
        EXPECT(BADF, fd_filestat_get(stream, &attributes));
        EXPECT(BADF, fd_prestat_get(stream, bytes));
    }
    make_file(3, "file", "content");
    OK(open_with(3, "file", 0, ALL_RIGHTS, 0, &fd));
    EXPECT(4, fd);
    for (u32 stream = 0; stream < 3; stream++) {
        EXPECT(BADF, fd_read(stream, &buffer, 1, &n));
        EXPECT(BADF, write_text(stream, "overwritten"));
    }
    TRUE(file_is(3, "file", "content"));
    OK(fd_readdir(3, bytes, 10, 0, &n));
    EXPECT(BADF, fd_read(0, &buffer, 1, &n));
    OK(fd_close(fd));
    // Closed for the program as well, they are free numbers like any other.
    EXPECT(BADF, fd_close(0));
    OK(open_with(3, "file", 0, ALL_RIGHTS, 0, &fd));
    EXPECT(0, fd);
    OK(fd_read(0, &buffer, 1, &n));
    EXPECT(7, n);
    EXPECT(BADF, write_text(1, "overwritten"));
}
