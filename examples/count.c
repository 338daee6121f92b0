// Counts lines, words and bytes of files, or of standard input.
//
//   clang --target=wasm32-wasi -O2 examples/count.c -o count.wasm
//   wasi2native count.wasm --dir .
//   ./count README.md
//
// `zig cc -target wasm32-wasi` does as well.

#include <ctype.h>
#include <stdio.h>

static int count(const char *name, FILE *file) {
    unsigned long lines = 0, words = 0, bytes = 0;
    int in_word = 0;
    for (int c; (c = getc(file)) != EOF; bytes++) {
        lines += c == '\n';
        words += !isspace(c) && !in_word;
        in_word = !isspace(c);
    }
    if (ferror(file)) {
        perror(name);
        return 1;
    }
    printf("%8lu %8lu %8lu %s\n", lines, words, bytes, name);
    return 0;
}

int main(int argc, char **argv) {
    int status = 0;
    if (argc == 1)
        status = count("-", stdin);
    for (int i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        if (!file) {
            perror(argv[i]);
            status = 1;
            continue;
        }
        status |= count(argv[i], file);
        fclose(file);
    }
    return status;
}
