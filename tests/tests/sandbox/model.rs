//! Random calls on the descriptors of the real executable, against the model that
//! the fuzzer uses.

use std::fs;
use std::os::unix::fs::MetadataExt;

use sandbox::descriptors::{Call, Expected, Found, Model};
use sandbox::random::Random;
use tests::guest::errno::{BADF, INVAL, NOTCAPABLE, NOTDIR, NOTSOCK, SUCCESS};
use tests::guest::{Answer, FOLLOW, Guest, NOFOLLOW, bytes};

use crate::Row;
use crate::scene::{DEVICES, OTHER, PROCESS, Scene};

pub const ROWS: &[Row] = &[("descriptors stand for what the model says", descriptors)];

const CALLS: usize = 4000;

fn descriptors(scene: &mut Scene) {
    for name in ["free", "kept"] {
        for file in ["f0", "f1", "f2", "d/g"] {
            fs::write(scene.path(name).join(file), "abcdefgh").expect("it is new");
        }
        std::os::unix::fs::symlink("f0", scene.path(name).join("l")).expect("it is new");
    }
    scene.remember_outside();
    for fd in [OTHER, PROCESS, DEVICES] {
        assert_eq!(scene.guest.call(format!("close {fd}")).errno, SUCCESS);
    }
    let inode = |name: &str| fs::metadata(scene.path(name)).expect("it is there").ino();
    let mut model = Model::new(&[(inode("free"), false), (inode("kept"), true)]);
    let mut random = Random::new(1);
    for step in 0..CALLS {
        let call = Call::random(&mut random, &model);
        // These are what the test itself talks through.
        let touches_streams = match call {
            Call::Close(number) => number < 3,
            Call::Renumber(from, to) => from < 3 || to < 3,
            Call::SetRights(number, ..) => number < 3,
            _ => false,
        };
        let Some(line) = line(&call).filter(|_| !touches_streams) else { continue };
        let expected = call.expected(&model);
        let answer = scene.guest.call(&line);
        let explain =
            format!("step {step}, {call:?}: {answer:?} instead of {expected:?}, in\n{model}");
        match expected {
            Expected::Done => assert_eq!(answer.errno, SUCCESS, "{explain}"),
            Expected::Error(errno) => assert_eq!(answer.errno, number(errno), "{explain}"),
            // A file that is not open for writing cannot be allocated.
            Expected::Allowed => {
                let is_refused = [BADF, NOTCAPABLE].contains(&answer.errno);
                assert!(!is_refused || matches!(call, Call::Allocate(_)), "{explain}");
            }
        }
        if answer.errno == SUCCESS {
            let found = found(&call, &answer, &mut scene.guest);
            model = model.apply(&call, found).unwrap_or_else(|what| panic!("{what}: {explain}"));
        }
    }
}

/// The kernel's number as preview 1 has it.
fn number(errno: i32) -> u32 {
    match errno {
        9 => BADF,
        20 => NOTDIR,
        22 => INVAL,
        88 => NOTSOCK,
        4096 => NOTCAPABLE,
        other => panic!("the model says nothing of error {other}"),
    }
}

/// What the program is told to do; nothing where it cannot.
fn line(call: &Call) -> Option<String> {
    let flag = |is_set: bool, bit: u32| if is_set { bit } else { 0 };
    Some(match *call {
        Call::Open(fd, opening) => {
            let oflags = flag(opening.create, 1)
                | flag(opening.folder, 2)
                | flag(opening.exclusive, 4)
                | flag(opening.truncate, 8);
            let lookup = if opening.follow { FOLLOW } else { NOFOLLOW };
            let path = bytes(opening.path);
            let (rights, inheriting) = (opening.rights, opening.inheriting);
            format!("open {fd} {lookup} {path} {oflags} {rights} {inheriting} {}", opening.flags)
        }
        Call::Close(fd) => format!("close {fd}"),
        Call::Renumber(from, to) => format!("renumber {from} {to}"),
        Call::SetRights(fd, rights, inheriting) => format!("set_rights {fd} {rights} {inheriting}"),
        Call::Describe(fd) => format!("fdstat {fd}"),
        Call::Read(fd) => format!("read {fd} 16"),
        Call::ReadAt(fd) => format!("pread {fd} 16 0"),
        Call::Write(fd) => format!("write {fd} {}", bytes([0; 8])),
        Call::WriteAt(fd) => format!("pwrite {fd} 4 {}", bytes([0; 8])),
        Call::Seek(fd) => format!("seek {fd} 1 0"),
        Call::Tell(fd) => format!("tell {fd}"),
        Call::Advise(fd) => format!("advise {fd} 0 8 2"),
        Call::Allocate(fd) => format!("allocate {fd} 0 16"),
        Call::SetSize(fd) => format!("set_size {fd} 9"),
        Call::SetTimes(fd) => format!("set_times {fd} 0 0 5"),
        Call::SetFlags(fd) => format!("set_flags {fd} 1"),
        Call::Attributes(fd) => format!("stat {fd}"),
        Call::List(fd) => format!("readdir {fd} 512 0"),
        Call::CreateDirectory(fd) => format!("create_directory {fd} {}", bytes("new")),
        Call::RemoveDirectory(fd) => format!("remove_directory {fd} {}", bytes("new")),
        Call::Unlink(fd) => format!("unlink {fd} {}", bytes("s")),
        Call::Symlink(fd) => format!("symlink {fd} {} {}", bytes("f1"), bytes("s")),
        Call::ReadLink(fd) => format!("readlink {fd} {}", bytes("l")),
        Call::AttributesOfPath(fd) => format!("path_stat {fd} {FOLLOW} {}", bytes("d/g")),
        Call::SetTimesOfPath(fd) => {
            format!("path_set_times {fd} {FOLLOW} {} 0 0 5", bytes("f2"))
        }
        Call::Link(from, to) => {
            format!("link {from} {NOFOLLOW} {to} {} {}", bytes("f1"), bytes("h"))
        }
        Call::Rename(from, to) => format!("rename {from} {to} {} {}", bytes("h"), bytes("h2")),
        _ => return None,
    })
}

fn found(call: &Call, answer: &Answer, guest: &mut Guest) -> Found {
    match call {
        Call::Open(..) => {
            let number = answer.number(0) as u32;
            // The type, which every descriptor tells.
            let stat = guest.call(format!("fdstat {number}"));
            const DIRECTORY: u64 = 3;
            // What it is open on shows by its rights alone; the fuzzer knows more.
            Found::Opened { number, inode: 0, folder: stat.number(0) == DIRECTORY }
        }
        Call::Describe(_) => Found::Rights(answer.number(2), answer.number(3)),
        Call::ReadAt(_) => Found::Bytes(vec![0]),
        _ => Found::Nothing,
    }
}
