//! What `inspect` tells of modules and executables.

use super::support::{ARGUMENTS, Folder, HELLO};

const IMPORTS: &str = r#"(module $tool
  (import "wasi_snapshot_preview1" "path_open"
    (func (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_close" (func (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_close" (func (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_get" (func (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_accept" (func (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_accept" (func (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_bind" (func (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_connect_v2" (func (param i32 i32 i32) (result i32)))
  (import "env" "lost" (func $lost (param i32 f64) (result i64)))
  (import "env" "memory" (memory 1 2))
  (import "env" "shared" (memory 1 1 shared))
  (import "wasi" "thread-spawn" (func (param i32) (result i32)))
  (global (export "version") i32 (i32.const 3))
  (table 2 funcref)
  (data (i32.const 0) "abc")
  (func $main (export "_start") (drop (i32.extend8_s (i32.const 1))))
  (func))"#;

#[test]
fn a_modules_imports_say_what_they_need() {
    let folder = Folder::with(&[("tool.wat", IMPORTS)]);
    let text = folder.stdout(&["inspect", "tool.wat"]);
    let (source, rest): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| line.starts_with("  source "));
    assert!(source[0].starts_with("  source     sha256 "), "{text}");
    let expected = "\
module
  name       `tool`
  kind       command
  wasm       mvp sign-extension
  functions  12, 10 of them imported, 2 with a name
  memory     1 page (65536 bytes) at start, at most 2 pages (131072 bytes), imported
  memory     1 page (65536 bytes) at start, at most 1 page (65536 bytes), shared, imported
  tables     1
  globals    1
  data       3 bytes in 1 segment
imports
  wasi_snapshot_preview1.path_open        needs --dir
  wasi_snapshot_preview1.fd_close         always available
  wasi_snapshot_preview1.environ_get      sees what --env or --inherit-env grants
  wasi_snapshot_preview1.sock_accept      missing: it is (func (param i32 i32 i32) (result i32)) or (func (param i32 i32) (result i32)), but expected to be (func (param i32) (result i32))
  wasi_snapshot_preview1.sock_accept      needs a socket, from --allow-connect, --allow-listen or --listen-fd
  wasi_snapshot_preview1.sock_bind        needs --allow-listen
  wasi_snapshot_preview1.sock_connect_v2  needs --allow-connect
  env.lost                                missing: there is no such import; it is expected to be (func (param i32 f64) (result i64))
  env.memory                              missing: there is no such import; it is expected to be (memory 1 2)
  env.shared                              always available, for threads to share
  wasi.thread-spawn                       always available
exports
  functions  _start
  globals    version";
    assert_eq!(rest.join("\n"), expected);
}

#[test]
fn an_executable_says_what_it_may_do() {
    let folder = Folder::with(&[("arguments.wat", ARGUMENTS)]);
    folder.stdout(&[
        "arguments.wat",
        "--strip",
        "--cpu",
        "x86-64",
        "--dir",
        ".",
        "--dir",
        "/srv::/data:ro",
        "--env",
        "LANG",
        "--env",
        "A=b",
        "--inherit-network",
        "--canonicalize-nans",
        "--arg",
        "-v",
        "--arg=two words",
        "--deterministic-relaxed-simd",
    ]);
    let text = folder.stdout(&["inspect", "arguments"]);
    let (facts, rights) = text.split_once("may\n").expect("it has two parts");
    assert_eq!(
        rights,
        "  use its arguments, standard input and output, clocks, random numbers
  read and write folder `.`
  read folder `/srv`, which it sees as `/data`
  see variable `LANG`
  see variable `A`, always `b`
  use the network
  get the arguments `-v` `two words` before others
not locked down by the kernel, see --lockdown
"
    );
    let names: Vec<&str> =
        facts.lines().filter_map(|line| line.split_whitespace().next()).collect();
    for name in ["compiler", "source", "target", "cpu", "wasm", "functions", "memory", "stack"] {
        assert!(names.contains(&name), "{name} in {text}");
    }
    let fact = |name: &str| {
        let line = facts.lines().find_map(|line| line.trim().strip_prefix(name));
        line.map(|value| value.trim().to_owned())
    };
    assert_eq!(fact("nans").as_deref(), Some("canonical"));
    assert_eq!(fact("relaxed-simd").as_deref(), Some("deterministic"));
    // The same module has the same hash in both forms.
    let hash = |text: &str| {
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        let place = words.iter().position(|word| word == "sha256").expect("there is a hash");
        words[place + 1].clone()
    };
    assert_eq!(hash(&text), hash(&folder.stdout(&["inspect", "arguments.wat"])));
}

#[test]
fn other_files_are_refused() {
    let folder = Folder::with(&[("text", "hello"), ("hello.wat", HELLO)]);
    let own = env!("CARGO_BIN_EXE_wasi2native");
    let message = folder.failure(1, &["inspect", own]);
    let expected = "is an ELF file, but no executable made by wasi2native\n";
    assert!(message.ends_with(expected), "{message}");
    let message = folder.failure(1, &["inspect", "text"]);
    assert_eq!(message, "error: `text`, line 1, column 1: expected `(`\n");
}

#[test]
fn a_component_is_described_by_its_interfaces() {
    const COMPONENT: &str = r#"(component
      (import "wasi:cli/environment@0.2.3" (instance $environment
        (export "get-environment" (func (result (list (tuple string string)))))))
      (import "wasi:clocks/monotonic-clock@0.2.0" (instance $clock
        (export "now" (func (result u64)))))
      (import "wasi:tls/types@0.2.0" (instance $tls
        (export "method" (func (result u32)))))
      (import "wasi:sockets/network@0.2.3" (instance $network
        (export "network" (type (sub resource)))))
      (alias export $network "network" (type $a-network))
      (import "wasi:sockets/instance-network@0.2.3" (instance $instance-network
        (export "instance-network" (func (result (own $a-network))))))
      (core module $m
        (memory (export "memory") 1)
        (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 0)
        (func (export "run") (result i32) i32.const 0))
      (core instance $m (instantiate $m))
      (core func (canon lower (func $environment "get-environment")
        (memory (core memory $m "memory")) (realloc (core func $m "realloc"))))
      (core func (canon lower (func $clock "now")))
      (core func (canon lower (func $tls "method")))
      (core func (canon lower (func $instance-network "instance-network")))
      (func $run (result (result)) (canon lift (core func $m "run")))
      (instance $run (export "run" (func $run)))
      (export "wasi:cli/run@0.2.0" (instance $run)))"#;
    let folder = Folder::with(&[("app.wat", COMPONENT)]);
    let text = folder.stdout(&["inspect", "app.wat"]);
    let (facts, interfaces) = text.split_once("imports\n").expect("it has parts");
    assert_eq!(
        interfaces,
        "  wasi:cli/environment@0.2.3           sees what --env or --inherit-env grants
  wasi:clocks/monotonic-clock@0.2.0    always available
  wasi:tls/types@0.2.0                 missing: TLS is not supported
  wasi:sockets/network@0.2.3           always available
  wasi:sockets/instance-network@0.2.3  needs --allow-connect or --allow-listen
exports
  wasi:cli/run@0.2.0  
"
    );
    assert!(facts.contains("made of    1 component and 1 module\n"), "{facts}");
    assert!(facts.contains("cannot be compiled: unknown import"), "{facts}");
}
