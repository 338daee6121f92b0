# The function that a thread begins with: takes the stack that its creator has
# made for it, and goes on in C.
	.globaltype __stack_pointer, i32
	.functype thread_main (i32, i32) -> ()
	.section .text.wasi_thread_start,"",@
	.globl wasi_thread_start
	.type wasi_thread_start,@function
wasi_thread_start:
	.functype wasi_thread_start (i32, i32) -> ()
	local.get 1
	i32.load 0
	global.set __stack_pointer
	local.get 0
	local.get 1
	call thread_main
	end_function
	.export_name wasi_thread_start, wasi_thread_start
