// A million one-byte writes to /dev/null by the bare system call.
#include <fcntl.h>
#include <sys/syscall.h>

static long system_call(long number, long a, long b, long c) {
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
    return result;
}

int main(void) {
    int fd = open("/dev/null", O_WRONLY);
    if (fd < 0)
        return 1;
    for (int i = 0; i < 1000000; i++)
        if (system_call(SYS_write, fd, (long)"x", 1) != 1)
            return 2;
    return 0;
}
