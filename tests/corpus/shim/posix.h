// Included before every source of a program written for POSIX: what preview 1 cannot express becomes a harmless stub.
#ifndef CORPUS_POSIX_H
#define CORPUS_POSIX_H

#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

// Declared by this libc, but useless or missing in it.
#define chmod corpus_chmod
#define fchmod corpus_fchmod
#define getpwuid corpus_getpwuid
#define tmpfile corpus_tmpfile
#define tmpnam corpus_tmpnam

// Preview 1 has neither permission bits nor owners.
static inline int chmod(const char *path, mode_t mode) { return 0; }
static inline int fchmod(int fd, mode_t mode) { return 0; }
static inline int chown(const char *path, uid_t user, gid_t group) { return 0; }
static inline int fchown(int fd, uid_t user, gid_t group) { return 0; }
static inline mode_t umask(mode_t mask) { return 022; }
static inline uid_t getuid(void) { return 0; }
static inline uid_t geteuid(void) { return 0; }
static inline struct passwd *getpwuid(uid_t user) { return NULL; }

// Nor locks.
#ifndef F_GETLK
#define F_GETLK 5
#define F_SETLK 6
#define F_RDLCK 0
#define F_WRLCK 1
#define F_UNLCK 2
#endif

// Nor processes, nor a folder for temporary files.
static inline int system(const char *command) { return -1; }
static inline FILE *popen(const char *command, const char *mode) { return NULL; }
static inline int pclose(FILE *stream) { return -1; }
static inline FILE *tmpfile(void) { return NULL; }
static inline char *tmpnam(char *name) { return NULL; }
static inline int mkstemp(char *name) { return -1; }
#ifndef L_tmpnam
#define L_tmpnam 20
#endif

#endif
