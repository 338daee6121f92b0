// POSIX threads: mutexes of each type, condition variables, barriers, read-write
// locks, semaphores, once, keys with destructors and thread-local variables.
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { THREADS = 8, ROUNDS = 5000 };

static pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t recursive, checking;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER, not_full = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t meeting;
static pthread_rwlock_t readers = PTHREAD_RWLOCK_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static sem_t tokens;
static _Thread_local int local = 42;

static long counted, recursed, initialised, destroyed, sum, inside, most_inside, pair[2];
static int queue[16], used, first, finished;

static void initialise(void) { __atomic_fetch_add(&initialised, 1, __ATOMIC_SEQ_CST); }
static void destroy(void *value) { __atomic_fetch_add(&destroyed, (long)value, __ATOMIC_SEQ_CST); }

static void expect(int holds, const char *what) {
    if (!holds)
        __builtin_trap();
    (void)what;
}

static void *work(void *argument) {
    long number = (long)argument;
    pthread_once(&once, initialise);
    expect(local == 42, "thread-local variables start anew");
    local += (int)number;
    pthread_setspecific(key, (void *)(number + 1));
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&plain);
        counted++;
        pthread_mutex_unlock(&plain);
        pthread_mutex_lock(&recursive);
        pthread_mutex_lock(&recursive);
        recursed++;
        pthread_mutex_unlock(&recursive);
        pthread_mutex_unlock(&recursive);
    }
    pthread_mutex_lock(&checking);
    expect(pthread_mutex_lock(&checking) == EDEADLK, "an owner is known");
    pthread_mutex_unlock(&checking);
    expect(pthread_mutex_unlock(&checking) == EPERM, "who is no owner is known");
    pthread_barrier_wait(&meeting);
    expect(counted == (long)THREADS * ROUNDS, "all have arrived");
    for (int i = 0; i < 500; i++) {
        if (number == 0) {
            pthread_rwlock_wrlock(&readers);
            pair[0]++;
            pair[1]--;
            pthread_rwlock_unlock(&readers);
        } else {
            pthread_rwlock_rdlock(&readers);
            expect(pair[0] + pair[1] == 0, "nobody writes");
            pthread_rwlock_unlock(&readers);
        }
        sem_wait(&tokens);
        long now = __atomic_add_fetch(&inside, 1, __ATOMIC_SEQ_CST);
        expect(now <= 3, "no more than there are tokens");
        __atomic_sub_fetch(&inside, 1, __ATOMIC_SEQ_CST);
        sem_post(&tokens);
    }
    if (number % 2) {
        for (int i = 1; i <= 1000; i++) {
            pthread_mutex_lock(&plain);
            while (used == 16)
                pthread_cond_wait(&not_full, &plain);
            queue[(first + used++) % 16] = i;
            pthread_cond_signal(&not_empty);
            pthread_mutex_unlock(&plain);
        }
        pthread_mutex_lock(&plain);
        finished++;
        pthread_cond_broadcast(&not_empty);
        pthread_mutex_unlock(&plain);
    } else {
        pthread_mutex_lock(&plain);
        for (;;) {
            while (used == 0 && finished < THREADS / 2)
                pthread_cond_wait(&not_empty, &plain);
            if (used == 0)
                break;
            sum += queue[first];
            first = (first + 1) % 16;
            used--;
            pthread_cond_signal(&not_full);
        }
        pthread_mutex_unlock(&plain);
    }
    expect(local == 42 + number && pthread_getspecific(key) == (void *)(number + 1), "still its own");
    return (void *)(number * number);
}

int main(void) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&recursive, &attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&checking, &attributes);
    pthread_barrier_init(&meeting, NULL, THREADS);
    pthread_key_create(&key, destroy);
    sem_init(&tokens, 0, 3);
    pthread_t threads[THREADS];
    for (long i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, work, (void *)i) != 0)
            return 2;
    long squares = 0;
    for (int i = 0; i < THREADS; i++) {
        void *result;
        pthread_join(threads[i], &result);
        squares += (long)result;
    }
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 20000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&plain);
    int timed_out = pthread_cond_timedwait(&not_empty, &plain, &until) == ETIMEDOUT;
    pthread_mutex_unlock(&plain);
    printf("counted %ld, recursed %ld, squares %ld, sum %ld\n", counted, recursed, squares, sum);
    printf("initialised %ld time, destroyed %ld, timed out %d, local %d\n", initialised, destroyed, timed_out, local);
    return 0;
}
