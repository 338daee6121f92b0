// `spawn ROUNDS PROGRAM…`: starts each program and waits for its end, in turns, and prints each one's times in ns.
//
// A PROGRAM is a command line whose words are separated by single spaces. Output of the programs is thrown away.
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000ll + time.tv_nsec;
}

static char **split(char *line) {
    char **words = calloc(strlen(line) + 2, sizeof *words);
    int count = 0;
    for (char *word = strtok(line, " "); word; word = strtok(NULL, " "))
        words[count++] = word;
    return words;
}

int main(int argc, char **argv) {
    int rounds = atoi(argv[1]);
    char ***commands = calloc(argc, sizeof *commands);
    for (int i = 2; i < argc; i++)
        commands[i] = split(argv[i]);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    for (int round = 0; round < rounds; round++) {
        for (int i = 2; i < argc; i++) {
            pid_t child;
            int status;
            int64_t start = now();
            if (posix_spawn(&child, commands[i][0], &actions, NULL, commands[i], environ) != 0 || waitpid(child, &status, 0) != child || status != 0) {
                fprintf(stderr, "%s failed\n", commands[i][0]);
                return 1;
            }
            printf("%lld%c", (long long)(now() - start), i + 1 < argc ? ' ' : '\n');
        }
    }
}
