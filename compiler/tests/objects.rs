//! An object from `--emit obj` does with a runtime of one's own what the
//! documentation says: the example is compiled, linked and run.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use std::path::Path;
use std::process::Command;

use wasi2native::options::{Emit, Options};
use wasi2native::report::Silent;

/// Uses a function reference, the growable and the fixed table, a global, data
/// far into the memory and memory that is zero at start.
const PROGRAM: &str = r#"(module
    (import "wasi_snapshot_preview1" "fd_write"
        (func $fd_write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
    (type $print (func (param i32) (result i32)))
    (memory 8)
    (table $fixed 2 2 funcref)
    (elem (table $fixed) (i32.const 1) func $print)
    (global $line (mut i32) (i32.const 300000))
    (data (i32.const 300000) "from an object\n")
    (data (i32.const 8) "\e0\93\04\00\0f\00\00\00")
    (func $print (type $print)
        (call $fd_write (i32.const 1) (local.get 0) (i32.const 1) (i32.const 500000)))
    (func (export "_start")
        (drop (call_indirect $fixed (type $print) (i32.const 8) (i32.const 1)))
        (call $proc_exit (i32.add
            (i32.load (i32.const 500000))
            (i32.eq (i32.load (i32.const 8)) (global.get $line))))))"#;

#[test]
fn the_example_runs_an_object_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let module = wat::parse_str(PROGRAM).expect("the text is correct");
    let options = Options { emit: Emit::Object, ..Options::default() };
    let compile = || wasi2native::compile(&module, &options, &Silent).expect("it compiles");
    let object = compile();
    assert!(object == compile(), "the same program becomes the same bytes");
    std::fs::write(folder.path().join("program.o"), object).expect("it can be written");
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/object/runtime.c");
    // Position-independent and not: both are what a person may want.
    for kind in ["-pie", "-no-pie"] {
        let mut cc = Command::new("cc");
        cc.args(["-O1", "-Wall", "-Werror", "-fPIE", kind, "-Wl,--fatal-warnings"]);
        cc.arg(&runtime).args(["program.o", "-o", "program"]).current_dir(&folder);
        let linked = cc.output().expect("Rust's own linker is there");
        assert!(linked.status.success(), "{}", String::from_utf8_lossy(&linked.stderr));
        let output = Command::new(folder.path().join("program")).output().expect("it runs");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "from an object\n", "{kind}");
        assert_eq!(output.status.code(), Some(15 + 1), "{kind}");
    }
}
