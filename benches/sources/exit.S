# The shortest life a process can have: _exit(0).
.globl _start
_start:
    xor %edi, %edi
    mov $231, %eax      # exit_group
    syscall
