// What a C program gets from wasi-libc's WASI 0.2: standard streams, files, folders, clocks, and sockets by their usual
// names. It is server and client at once, so that it needs nobody else.
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char text[100];

static void check(int result, const char *what) {
    if (result < 0) {
        printf("%s: %s\n", what, strerror(errno));
        fflush(stdout);
        exit(1);
    }
}

static void say(const char *what, ssize_t count) { printf("%s: %zd %.*s\n", what, count, count > 0 ? (int)count : 0, text); }

static void files(const char *folder) {
    chdir(folder);
    FILE *file = fopen("lines", "w");
    for (int i = 0; i < 100000; i++)
        fprintf(file, "line %d\n", i);
    fclose(file);
    file = fopen("lines", "r");
    int lines = 0;
    while (fgets(text, sizeof text, file))
        lines++;
    printf("%d lines, %ld bytes\n", lines, ftell(file));
    fseek(file, -11, SEEK_END);
    printf("the last: %s", fgets(text, sizeof text, file));
    fclose(file);

    struct stat status;
    check(stat("lines", &status), "stat");
    printf("size %lld, regular: %d\n", (long long)status.st_size, S_ISREG(status.st_mode));
    check(truncate("lines", 10), "truncate");
    check(mkdir("sub", 0777), "mkdir");
    check(rename("lines", "sub/renamed"), "rename");
    check(symlink("renamed", "sub/link"), "symlink");
    say("the link", readlink("sub/link", text, sizeof text));
    int file_number = open("sub/link", O_RDWR | O_APPEND);
    check(file_number, "open");
    check(write(file_number, "the end", 7), "write");
    say("read", pread(file_number, text, sizeof text, 0));
    check(ftruncate(file_number, 4), "ftruncate");
    check(fstat(file_number, &status), "fstat");
    printf("size %lld\n", (long long)status.st_size);
    close(file_number);
    int entries = 0;
    DIR *directory = opendir("sub");
    for (struct dirent *entry; (entry = readdir(directory));)
        entries += entry->d_name[0] != '.';
    closedir(directory);
    printf("%d entries\n", entries);
    printf("remove a full folder: %d %s\n", rmdir("sub"), strerror(errno));
    printf("open nothing: %d %s\n", open("nothing", O_RDONLY), strerror(errno));
    printf("open what is outside: %d\n", open("/etc/passwd", O_RDONLY));
}

static struct sockaddr_in here(void) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    return address;
}

static int bound(int type) {
    struct sockaddr_in address = here();
    int socket_number = socket(AF_INET, type, 0);
    check(socket_number, "socket");
    check(bind(socket_number, (void *)&address, sizeof address), "bind");
    return socket_number;
}

static struct sockaddr_in address_of(int socket_number) {
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    check(getsockname(socket_number, (void *)&address, &length), "getsockname");
    return address;
}

static void streams(void) {
    int listener = bound(SOCK_STREAM);
    check(listen(listener, 5), "listen");
    struct sockaddr_in address = address_of(listener);
    int client = socket(AF_INET, SOCK_STREAM, 0);
    check(connect(client, (void *)&address, sizeof address), "connect");
    struct pollfd ready = {.fd = listener, .events = POLLIN};
    printf("ready to accept: %d\n", poll(&ready, 1, 10000));
    int server = accept(listener, NULL, NULL);
    check(server, "accept");
    int yes = 1;
    check(setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes), "setsockopt");
    ready = (struct pollfd){.fd = client, .events = POLLIN};
    printf("ready to read: %d\n", poll(&ready, 1, 20));
    check(write(server, "from the server", 15), "write");
    printf("ready to read: %d\n", poll(&ready, 1, 10000));
    say("received", recv(client, text, sizeof text, 0));
    check(send(client, "from the client", 15, 0), "send");
    say("received", read(server, text, sizeof text));
    check(fcntl(client, F_SETFL, O_NONBLOCK), "fcntl");
    ssize_t count = recv(client, text, sizeof text, 0);
    printf("nothing there: %zd %s\n", count, strerror(errno));
    check(shutdown(client, SHUT_WR), "shutdown");
    say("the end", recv(server, text, sizeof text, 0));
    address = address_of(client);
    close(client);
    close(server);
    close(listener);
    client = socket(AF_INET, SOCK_STREAM, 0);
    printf("nobody there: %d %s\n", connect(client, (void *)&address, sizeof address), strerror(errno));
}

static void datagrams(void) {
    int receiver = bound(SOCK_DGRAM), sender = bound(SOCK_DGRAM);
    struct sockaddr_in address = address_of(receiver), from;
    check(sendto(sender, "a datagram", 10, 0, (void *)&address, sizeof address), "sendto");
    socklen_t length = sizeof from;
    say("received", recvfrom(receiver, text, sizeof text, 0, (void *)&from, &length));
    printf("from the sender: %d\n", from.sin_port == address_of(sender).sin_port);
}

static void names(void) {
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found;
    int problem = getaddrinfo("localhost", "80", &hints, &found);
    if (problem == 0) {
        struct sockaddr_in *address = (void *)found->ai_addr;
        printf("localhost: %s %d\n", inet_ntop(AF_INET, &address->sin_addr, text, sizeof text), ntohs(address->sin_port));
    } else {
        printf("localhost: %s\n", gai_strerror(problem));
    }
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++)
        printf("argument %s\n", argv[i]);
    printf("GREETING=%s, SECRET=%s\n", getenv("GREETING"), getenv("SECRET") ? "seen" : "not seen");
    int words = 0;
    while (scanf("%99s", text) == 1)
        words++;
    printf("%d words\n", words);
    struct timespec before, after, pause = {.tv_nsec = 5000000};
    clock_gettime(CLOCK_MONOTONIC, &before);
    nanosleep(&pause, NULL);
    clock_gettime(CLOCK_MONOTONIC, &after);
    printf("time goes by: %d\n", (after.tv_sec - before.tv_sec) * 1000000000ll + after.tv_nsec - before.tv_nsec >= 5000000);
    printf("today is later than 2020: %d\n", time(NULL) > 1600000000);
    files("/work");
    streams();
    datagrams();
    names();
    return 0;
}
