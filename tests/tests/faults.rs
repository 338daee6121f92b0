//! What goes wrong around a program while it runs: signals, full disks, too many
//! open files, pipes that nobody reads, memory that there is not. Nothing that was
//! written is lost, and an error leaves everything as it was.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tests::guest::errno::{FBIG, MFILE, NOSPC, PIPE, SUCCESS};
use tests::guest::{FOLLOW, Guest, NOFOLLOW, bytes, compile, compile_program, oflags, rights};

/// The granted folder.
const DIR: u32 = 3;

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("there is room");
    fs::create_dir(folder.path().join("dir")).expect("it is empty");
    folder
}

/// The program with the folder `dir` below its working folder.
fn guest(folder: &Path) -> Guest {
    guest_in(folder, &[])
}

/// As [`guest`], started by the shell after these commands.
fn guest_in(folder: &Path, before: &[&str]) -> Guest {
    let executable = compile(folder, &["--dir", "dir::/dir"]);
    let mut command = Command::new("sh");
    command.arg("-c").arg([before, &["exec \"$0\""]].concat().join(" && ")).arg(executable);
    Guest::start(command.current_dir(folder))
}

fn signal(name: &str, process: u32) {
    let sent = Command::new("kill").arg(format!("-{name}")).arg(process.to_string()).status();
    assert!(sent.is_ok_and(|status| status.success()), "there is a `kill`");
}

/// Calls `action` while `process` is stopped and continued again and again.
fn under_signals<T>(process: u32, action: impl FnOnce() -> T) -> T {
    let finished = AtomicBool::new(false);
    thread::scope(|scope| {
        let sender = scope.spawn(|| {
            let mut sent = 0;
            while !finished.load(Ordering::Relaxed) {
                signal("STOP", process);
                signal("CONT", process);
                sent += 1;
            }
            sent
        });
        let result = action();
        finished.store(true, Ordering::Relaxed);
        let sent = sender.join().expect("it only sends");
        assert!(sent > 1, "it was stopped but {sent} times");
        result
    })
}

/// Bytes that are nowhere the same.
fn noise(length: usize) -> Vec<u8> {
    let mut random = sandbox::random::Random::new(1);
    random.bytes(length)
}

#[test]
fn nothing_is_lost_between_pipes_while_signals_rain() {
    const LENGTH: usize = 30 << 20;
    let folder = folder();
    let executable = compile_program("cat", folder.path(), &[]);
    let mut child = Command::new(executable)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it can be started");
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let (mut stdin, mut stdout) = stdin.zip(stdout).expect("they were asked for");
    let sent = noise(LENGTH);
    let received = under_signals(child.id(), || {
        thread::scope(|scope| {
            scope.spawn(|| {
                // In pieces of every size, so that reads are short.
                let mut rest = &sent[..];
                for size in (1..70_000).step_by(777).cycle() {
                    let (piece, behind) = rest.split_at(size.min(rest.len()));
                    stdin.write_all(piece).expect("it reads");
                    rest = behind;
                    if rest.is_empty() {
                        break;
                    }
                }
                drop(stdin);
            });
            let mut received = Vec::new();
            let mut piece = vec![0; 10_007];
            loop {
                match stdout.read(&mut piece).expect("it writes") {
                    0 => return received,
                    count => received.extend_from_slice(&piece[..count]),
                }
            }
        })
    });
    assert!(received == sent, "{} bytes came back of {LENGTH}", received.len());
    assert!(child.wait().expect("it is our child").success());
}

#[test]
fn waiting_takes_its_time_whatever_signals_come() {
    let folder = folder();
    let mut guest = guest(folder.path());
    let process = guest.process_id();
    for (clock, absolute) in [(1, false), (1, true), (0, true)] {
        let start = Instant::now();
        const WAIT: u64 = 300_000_000;
        let time =
            if absolute { guest.call(format!("time {clock}")).number(0) + WAIT } else { WAIT };
        // Nothing comes on standard input: it is the clock that ends the wait.
        let line = format!("poll 0 1 {clock} {time} {}", u32::from(absolute));
        let answer = under_signals(process, || guest.call(&line));
        assert_eq!((answer.errno, answer.values), (SUCCESS, vec!["2".into(), "0".into()]));
        assert!(start.elapsed() >= Duration::from_nanos(WAIT), "{:?}", start.elapsed());
    }
}

/// As [`guest`], with a file system of its own as `dir`, where the command can mount it.
fn guest_with_mounted(folder: &Path, mount: &str) -> Option<Guest> {
    let inside = |script: String| {
        let mut command = Command::new("unshare");
        command.args(["-m", "sh", "-c", &script]).current_dir(folder);
        command
    };
    let mounts = inside(mount.to_owned()).output();
    if !mounts.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: `{mount}` does not work here");
        return None;
    }
    let executable = compile(folder, &["--dir", "dir::/dir"]);
    Some(Guest::start(inside(format!("{mount} && exec \"$0\"")).arg(executable)))
}

#[test]
fn a_full_disk_loses_nothing_that_was_written() {
    let folder = folder();
    let mount = "mount -t tmpfs -o size=1m,nr_inodes=20 none dir";
    let Some(mut guest) = guest_with_mounted(folder.path(), mount) else { return };
    let fd = guest.open_with(DIR, "file", oflags::CREAT, rights::ALL, FOLLOW).number(0);
    let data = noise(30_000);
    let (mut written, mut error) = (0, SUCCESS);
    while error == SUCCESS && written < 10 << 20 {
        let answer = guest.call(format!("write {fd} {}", bytes(&data)));
        error = answer.errno;
        written += answer.number(0);
    }
    assert_eq!(error, NOSPC);
    assert_eq!(guest.call(format!("stat {fd}")).number(1), written, "the size is what was written");
    // All of it is there, in order.
    for at in (0..written).step_by(1000) {
        let part = guest.call(format!("pread {fd} 1000 {at}")).bytes(0);
        let expected: Vec<u8> =
            data.iter().copied().cycle().skip(at as usize % 30_000).take(part.len()).collect();
        // Short writes end in the middle of the data only at the end.
        assert!(part == expected, "at {at}");
    }
    // Errors leave no names, no half of a file, and no descriptors.
    assert_eq!(guest.call(format!("allocate {fd} 0 {}", 8 << 20)).errno, NOSPC);
    assert_eq!(guest.call(format!("stat {fd}")).number(1), written);
    let mut count = 0;
    loop {
        let answer = guest.call(format!("create_directory {DIR} {}", bytes(format!("d{count}"))));
        if answer.errno == NOSPC {
            break;
        }
        assert_eq!(answer.errno, SUCCESS);
        count += 1;
    }
    for line in [
        format!("open {DIR} {FOLLOW} {} {} {} 0 0", bytes("new"), oflags::CREAT, rights::WRITE),
        format!("symlink {DIR} {} {}", bytes("file"), bytes("new")),
    ] {
        assert_eq!(guest.call(&line).errno, NOSPC, "{line}");
    }
    let missing = guest.call(format!("path_stat {DIR} {NOFOLLOW} {}", bytes("new")));
    assert_eq!(missing.errno, tests::guest::errno::NOENT);
    // With room again, everything goes on.
    assert_eq!(guest.call(format!("set_size {fd} {}", written / 2)).errno, SUCCESS);
    let end = guest.call(format!("seek {fd} 0 2")).number(0);
    assert_eq!(end, written / 2);
    assert_eq!(guest.call(format!("write {fd} {}", bytes(&data[..100]))).number(0), 100);
    assert_eq!(guest.call(format!("close {fd}")).errno, SUCCESS);
    assert!(guest.finish().success());
}

/// ext4 lets a file grow block by block.
#[test]
fn what_cannot_be_reserved_leaves_a_file_as_it_was() {
    const KEPT: &[u8] = b"kept";
    let folder = folder();
    let disk = File::create(folder.path().join("disk")).expect("it is new");
    disk.set_len(4 << 20).expect("there is room");
    let format = Command::new("mkfs.ext4").arg("-q").arg(folder.path().join("disk")).status();
    if !format.is_ok_and(|status| status.success()) {
        eprintln!("skipped: there is no `mkfs.ext4`");
        return;
    }
    let Some(mut guest) = guest_with_mounted(folder.path(), "mount -o loop disk dir") else {
        return;
    };
    let fd = guest.open_with(DIR, "file", oflags::CREAT, rights::ALL, FOLLOW).number(0);
    assert_eq!(guest.call(format!("write {fd} {}", bytes(KEPT))).number(0), 4);
    for (offset, length) in [(0, 64 << 20), (2, 8 << 20), (1 << 20, 16 << 20)] {
        assert_eq!(guest.call(format!("allocate {fd} {offset} {length}")).errno, NOSPC);
        assert_eq!(guest.call(format!("stat {fd}")).number(1), 4, "at {offset}");
    }
    assert_eq!(guest.call(format!("pread {fd} 100 0")).bytes(0), KEPT);
    // What was reserved is given back.
    assert_eq!(guest.call(format!("set_size {fd} 4")).errno, SUCCESS);
    assert_eq!(guest.call(format!("allocate {fd} 0 100000")).errno, SUCCESS);
    assert_eq!(guest.call(format!("stat {fd}")).number(1), 100_000);
    assert_eq!(guest.call(format!("pread {fd} 6 0")).bytes(0), b"kept\0\0");
    assert!(guest.finish().success());
}

/// The kernel would end the program by a signal.
#[test]
fn a_file_that_may_not_grow_is_an_error_and_no_end() {
    let folder = folder();
    // In the shell's blocks of 512 bytes.
    let mut guest = guest_in(folder.path(), &["ulimit -f 8"]);
    let fd = guest.open_with(DIR, "file", oflags::CREAT, rights::ALL, FOLLOW).number(0);
    let data = noise(5000);
    assert_eq!(guest.call(format!("write {fd} {}", bytes(&data))).number(0), 4096);
    let more = [
        format!("write {fd} x61"),
        format!("pwrite {fd} 5000 x61"),
        format!("set_size {fd} 4097"),
        format!("allocate {fd} 0 4097"),
    ];
    for line in more {
        assert_eq!(guest.call(&line).errno, FBIG, "{line}");
        assert_eq!(guest.call(format!("stat {fd}")).number(1), 4096, "{line}");
    }
    assert_eq!(guest.call(format!("pread {fd} 5000 0")).bytes(0), &data[..4096]);
    assert!(guest.finish().success());
}

#[test]
fn too_many_open_files_leave_all_as_it_was() {
    for (walk, limit) in [(false, "ulimit -n 24"), (true, "ulimit -n 24")] {
        let folder = folder();
        fs::create_dir_all(folder.path().join("dir/a/b/c")).expect("it is new");
        let executable = compile(folder.path(), &["--dir", "dir::/dir"]);
        let mut command = Command::new("sh");
        let start = if walk { "exec \"$1\" without-openat2 ENOSYS \"$0\"" } else { "exec \"$0\"" };
        command.arg("-c").arg(format!("{limit} && {start}")).arg(executable);
        command.arg(env!("CARGO_BIN_EXE_start")).current_dir(folder.path());
        let mut guest = Guest::start(&mut command);
        fs::write(folder.path().join("dir/file"), "kept").expect("it is new");
        let mut open = Vec::new();
        let error = loop {
            let answer = guest.open(DIR, "file");
            if answer.errno != SUCCESS {
                break answer.errno;
            }
            open.push(answer.number(0));
        };
        assert_eq!(error, MFILE);
        for (path, oflags) in [
            ("new", oflags::CREAT),
            ("file", oflags::TRUNC),
            ("file", oflags::CREAT | oflags::TRUNC),
            ("a/b/c/new", oflags::CREAT),
        ] {
            let answer = guest.open_with(DIR, path, oflags, rights::WRITE, FOLLOW);
            assert_eq!(answer.errno, MFILE, "{path}");
        }
        // Each needs a folder on the way to be open.
        for line in [
            format!("create_directory {DIR} {}", bytes("a/b/new")),
            format!("rename {DIR} {DIR} {} {}", bytes("file"), bytes("a/b/file")),
            format!("unlink {DIR} {}", bytes("a/../file")),
            format!("readdir {DIR} 1000 0"),
        ] {
            assert_eq!(guest.call(&line).errno, MFILE, "{line}");
        }
        // These need nothing.
        let stat = guest.call(format!("path_stat {DIR} {FOLLOW} {}", bytes("file")));
        assert_eq!((stat.errno, stat.number(1)), (SUCCESS, 4), "nothing was truncated");
        assert!(
            !folder.path().join("dir/new").exists()
                && !folder.path().join("dir/a/b/c/new").exists()
        );
        // With two closed, whatever a path is resolved by has room.
        for fd in open.drain(..).rev().take(8) {
            assert_eq!(guest.call(format!("close {fd}")).errno, SUCCESS);
        }
        let line = format!("rename {DIR} {DIR} {} {}", bytes("file"), bytes("a/b/file"));
        assert_eq!(guest.call(&line).errno, SUCCESS);
        assert_eq!(guest.content(DIR, "a/b/c/../file"), Ok(String::from("kept")));
        assert_eq!(guest.call(format!("readdir {DIR} 1000 0")).errno, SUCCESS);
    }
}

#[test]
fn a_pipe_that_nobody_reads_is_an_error_and_no_end() {
    let folder = folder();
    let fifo = folder.path().join("dir/fifo");
    let made = Command::new("mkfifo").arg(&fifo).status();
    assert!(made.is_ok_and(|status| status.success()), "there is a `mkfifo`");
    let mut guest = guest(folder.path());
    thread::scope(|scope| {
        let reader = scope.spawn(|| File::open(&fifo).expect("it is there"));
        let fd = guest.open_with(DIR, "fifo", 0, rights::WRITE, FOLLOW).number(0);
        assert_eq!(guest.call(format!("write {fd} x6162")).number(0), 2);
        drop(reader.join().expect("somebody writes"));
        assert_eq!(guest.call(format!("write {fd} x6162")).errno, PIPE);
        assert_eq!(guest.call(format!("write {fd} x6162")).errno, PIPE);
        assert_eq!(guest.call(format!("close {fd}")).errno, SUCCESS);
    });
}

#[test]
fn what_was_written_before_the_end_is_there() {
    const SIGTERM: i32 = 15;
    let folder = folder();
    let mut guest = guest(folder.path());
    let fd = guest.open_with(DIR, "file", oflags::CREAT, rights::WRITE, FOLLOW).number(0);
    assert_eq!(guest.call(format!("write {fd} x616263")).number(0), 3);
    // While it waits for something.
    guest.send("poll 0 1 1 60000000000 0");
    signal("TERM", guest.process_id());
    assert_eq!(guest.answer(), None);
    assert_eq!(guest.finish().signal(), Some(SIGTERM));
    let content = fs::read_to_string(folder.path().join("dir/file"));
    assert_eq!(content.ok().as_deref(), Some("abc"));
}

#[test]
fn memory_that_there_is_not_is_minus_one() {
    const FAILED: u64 = u32::MAX as u64;
    let folder = folder();
    // Pages of 64 KiB: up to 200 MB by the kernel, in whatever steps.
    for step in [1000, 100, 7] {
        let mut guest = guest_in(folder.path(), &["ulimit -v 200000"]);
        let mut pages = guest.call("grow 0").number(0);
        loop {
            let old = guest.call(format!("grow {step}")).number(0);
            if old == FAILED {
                break;
            }
            assert_eq!(old, pages);
            pages += step;
        }
        assert!(pages < 200_000 / 64, "{pages} pages");
        // As before, and all of it can be used.
        assert_eq!(guest.call("grow 0").number(0), pages);
        assert_eq!(guest.call("touch").errno, SUCCESS);
        assert_eq!(guest.call("grow 65536").number(0), FAILED);
        assert!(guest.finish().success());
    }
    let executable = compile(folder.path(), &["--max-memory", "10M"]);
    let mut guest = Guest::start(&mut Command::new(executable));
    let pages = guest.call("grow 0").number(0);
    assert_eq!(guest.call(format!("grow {}", 160 - pages)).number(0), pages);
    assert_eq!(guest.call("touch").errno, SUCCESS);
    assert_eq!(guest.call("grow 1").number(0), FAILED);
    assert_eq!(guest.call("grow 0").number(0), 160);
}

/// The entries that one call returned: cookies and names. The last may be cut off.
fn entries(bytes: &[u8]) -> Vec<(u64, String)> {
    let mut found = Vec::new();
    let mut rest = bytes;
    while let Some((header, behind)) = rest.split_first_chunk::<24>() {
        let next = u64::from_le_bytes(*header.first_chunk().expect("it has 24"));
        let length = u32::from_le_bytes(header[16..20].try_into().expect("these are four"));
        let Some(name) = behind.get(..length as usize) else { break };
        found.push((next, String::from_utf8_lossy(name).into_owned()));
        rest = &behind[length as usize..];
    }
    found
}

#[test]
fn a_hundred_thousand_files_are_each_listed_once() {
    const FILES: usize = 100_000;
    let folder = folder();
    let place = folder.path().join("dir");
    for number in 0..FILES {
        File::create(place.join(format!("file-{number}"))).expect("there is room");
    }
    let mut guest = guest(folder.path());
    let (mut seen, mut cookie, mut calls) = (BTreeSet::new(), 0, 0);
    loop {
        // Small buffers, of sizes that cut entries off.
        let size = 3000 + calls % 50;
        let answer = guest.call(format!("readdir {DIR} {size} {cookie}"));
        assert_eq!(answer.errno, SUCCESS);
        let listed = answer.bytes(0);
        for (next, name) in entries(&listed) {
            // What was seen goes, and others come.
            if calls % 10 == 0 && name.starts_with("file-") {
                fs::remove_file(place.join(&name)).expect("it was listed");
                let _ = File::create(place.join(format!("new-{calls}")));
            }
            cookie = next;
            assert!(seen.insert(name.clone()), "{name} is listed twice");
        }
        calls += 1;
        if listed.len() < size {
            break;
        }
    }
    let old = seen.iter().filter(|name| name.starts_with("file-")).count();
    assert_eq!(old, FILES);
    assert!(seen.contains(".") && seen.contains(".."));
}

#[test]
fn files_beyond_four_gigabytes_are_like_others() {
    const SIZE: u64 = 10 << 30;
    let folder = folder();
    let mut guest = guest(folder.path());
    let fd = guest.open_with(DIR, "file", oflags::CREAT, rights::ALL, FOLLOW).number(0);
    assert_eq!(guest.call(format!("set_size {fd} {SIZE}")).errno, SUCCESS);
    assert_eq!(guest.call(format!("stat {fd}")).number(1), SIZE);
    let places = [(4 << 30) - 2, 4 << 30, (8 << 30) - 1, SIZE - 4];
    for (number, place) in places.into_iter().enumerate() {
        let text = bytes(format!("abc{number}"));
        assert_eq!(guest.call(format!("pwrite {fd} {place} {text}")).number(0), 4, "{place}");
        assert_eq!(guest.call(format!("seek {fd} {place} 0")).number(0), place);
        assert_eq!(guest.call(format!("read {fd} 3")).bytes(0), b"abc");
        assert_eq!(guest.call(format!("tell {fd}")).number(0), place + 3);
        let written = guest.call(format!("write {fd} {}", bytes("x")));
        assert_eq!(written.number(0), 1, "{place}");
        assert_eq!(guest.call(format!("pread {fd} 4 {place}")).bytes(0), b"abcx");
    }
    // From the end, and behind it.
    assert_eq!(guest.call(format!("seek {fd} 0 2")).number(0), SIZE);
    assert_eq!(guest.call(format!("write {fd} x61")).number(0), 1);
    let stat = guest.call(format!("path_stat {DIR} {FOLLOW} {}", bytes("file")));
    assert_eq!(stat.number(1), SIZE + 1);
    assert_eq!(guest.call(format!("read {fd} 1")).bytes(0), []);
    // What was never written is zero, and takes no room.
    assert_eq!(guest.call(format!("pread {fd} 4 {}", 5u64 << 30)).bytes(0), [0; 4]);
    let found = fs::metadata(folder.path().join("dir/file")).expect("it is there");
    assert!(std::os::unix::fs::MetadataExt::blocks(&found) < 1 << 11, "{found:?}");
}
