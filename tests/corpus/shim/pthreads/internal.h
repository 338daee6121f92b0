#include "features.h"
// The names in an alias may be macros.
#undef weak_alias
#define alias_of(old, new) extern __typeof(old) new __attribute__((__weak__, __alias__(#old)))
#define weak_alias(old, new) alias_of(old, new)
// Of futexes' other operations musl uses one here: it lets a waiter wait for
// something else, who can be woken as well. (Mutexes of several processes or with
// priorities do not exist.)
#define SYS_futex 0
#define SYS_set_robust_list 0
#define __syscall(number, address, ...) wake_instead(address)
static inline int wake_instead(volatile void *address) {
    __builtin_wasm_memory_atomic_notify((int *)address, 1);
    return -52; // ENOSYS
}
void __vm_wait(void);
void __vm_lock(void);
void __vm_unlock(void);
