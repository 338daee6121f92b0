// Prints a greeting, the arguments and a few formatted numbers; exits with the number of arguments.
#include <stdio.h>

int main(int argc, char **argv) {
    printf("hello, world\n");
    for (int i = 1; i < argc; i++)
        printf("argument %d: %s\n", i, argv[i]);
    printf("%d %llu %.3f %g %x %c|%-6s|%6s|\n", -7, 18446744073709551615ull, 2.0 / 3, 1e100, 48879, 'z', "ab", "cd");
    return argc - 1;
}
