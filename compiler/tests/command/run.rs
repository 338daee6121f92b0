//! `wasi2native run` and its cache.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Output;

use super::support::{ARGUMENTS, Folder, HELLO, names, stderr};

/// Whether a verbose run compiled: then it printed the timings.
fn compiled(output: &Output) -> bool {
    let message = stderr(output);
    assert!(message.contains("running `"), "{message}");
    message.contains("compile ")
}

#[test]
fn arguments_go_in_and_the_status_comes_out() {
    let folder = Folder::with(&[("arguments.wat", ARGUMENTS)]);
    for _from_the_cache in [false, true] {
        let output = folder.run(&["run", "./arguments.wat", "--dir", "", "-v", "--", "é"]);
        assert_eq!(stderr(&output), "");
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            "./arguments.wat\0--dir\0\0-v\0--\0é\0"
        );
        assert_eq!(output.status.code(), Some(6));
    }
}

#[test]
fn a_trap_is_the_programs_own_end() {
    let folder = Folder::with(&[("trap.wat", "(module (func (export \"_start\") unreachable))")]);
    let output = folder.run(&["run", "trap.wat"]);
    assert_eq!(output.status.code(), Some(134), "{output:?}");
    assert!(stderr(&output).contains("wasm trap: unreachable"), "{output:?}");
}

#[test]
fn a_module_is_compiled_once_for_the_same_options() {
    let folder = Folder::with(&[("hello.wat", HELLO), ("same.wat", HELLO)]);
    assert!(compiled(&folder.run(&["run", "-v", "hello.wat"])));
    assert!(!compiled(&folder.run(&["run", "-v", "hello.wat"])));
    assert!(!compiled(&folder.run(&["run", "-v", "-j1", "same.wat"])));
    assert_eq!(names(&folder.at("cache")).len(), 1);
    assert!(compiled(&folder.run(&["run", "-v", "--dir", ".", "hello.wat"])));
    assert!(compiled(&folder.run(&["run", "-v", "-Os", "hello.wat"])));
    fs::write(folder.at("hello.wat"), format!("{HELLO} ;; changed")).expect("it is writable");
    assert!(compiled(&folder.run(&["run", "-v", "hello.wat"])));
    assert_eq!(names(&folder.at("cache")).len(), 4);
    let mode = fs::metadata(folder.at("cache")).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn without_a_cache_nothing_is_left_and_the_program_runs() {
    let folder = Folder::with(&[("hello.wat", HELLO), ("file", "")]);
    assert_eq!(folder.stdout(&["run", "--no-cache", "hello.wat"]), "hello\n");
    assert_eq!(folder.names(), ["file", "hello.wat"]);
    let homeless = folder.shell("unset WASI2NATIVE_CACHE XDG_CACHE_HOME HOME; $W run hello.wat");
    assert_eq!((&homeless.stdout[..], stderr(&homeless)), (&b"hello\n"[..], String::new()));
    let unusable = folder.shell("WASI2NATIVE_CACHE=file $W run hello.wat");
    assert_eq!(unusable.stdout, b"hello\n");
    let message = stderr(&unusable);
    assert!(message.starts_with("note: cannot use the cache in `file`: "), "{message}");
    assert_eq!(message.lines().count(), 1);
}

#[test]
fn the_cache_is_where_the_environment_says() {
    let folder = Folder::with(&[("hello.wat", HELLO)]);
    let script = "unset WASI2NATIVE_CACHE; XDG_CACHE_HOME=$PWD/xdg $W run hello.wat;
                  unset XDG_CACHE_HOME; HOME=$PWD/home $W run hello.wat";
    assert_eq!(folder.shell(script).stdout, b"hello\nhello\n");
    assert_eq!(names(&folder.at("xdg/wasi2native")).len(), 1);
    assert_eq!(names(&folder.at("home/.cache/wasi2native")).len(), 1);
}

#[test]
fn many_may_run_the_same_program_at_once() {
    let folder = Folder::with(&[("arguments.wat", ARGUMENTS)]);
    let children: Vec<_> = (0..8)
        .map(|number| {
            let mut command = folder.command();
            command.args(["run", "arguments.wat", &number.to_string()]);
            command.stdout(std::process::Stdio::piped());
            command.spawn().expect("the command starts")
        })
        .collect();
    for (number, child) in children.into_iter().enumerate() {
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert_eq!(output.stdout, format!("arguments.wat\0{number}\0").as_bytes());
    }
    assert_eq!(names(&folder.at("cache")).len(), 1);
}

#[test]
fn a_program_that_cannot_be_compiled_leaves_nothing() {
    let folder = Folder::with(&[("bad.wat", "(module)")]);
    let message = folder.failure(1, &["run", "bad.wat"]);
    assert!(message.starts_with("error: "), "{message}");
    assert!(!folder.at("cache").exists());
}
