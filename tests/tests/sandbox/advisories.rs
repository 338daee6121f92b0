//! What went wrong in other runtimes, by the names of their advisories.

use std::fs;
use std::os::unix::fs::symlink;

use tests::guest::errno::{BADF, NOTCAPABLE, PERM, SUCCESS};
use tests::guest::{FOLLOW, NOFOLLOW, bytes, oflags, rights};

use crate::Row;
use crate::scene::{FREE, KEPT, OTHER, Scene};

pub const ROWS: &[Row] = &[
    ("RUSTSEC-2026-0269: a trailing slash is no way out", trailing_slash),
    ("RUSTSEC-2026-0188: a second name is no way to write", second_name),
    ("CVE-2026-47261: TRUNCATE needs the right to change", truncate),
    ("CVE-2025-53901, RUSTSEC-2026-0182: fd_renumber neither fails nor leaks", renumber),
];

fn trailing_slash(scene: &mut Scene) {
    symlink("../outside", scene.path("free/out")).expect("it is new");
    symlink("/", scene.path("free/root")).expect("it is new");
    for path in ["out/", "out//", "out/.", "root/", "../", "../outside/", "d/../out/"] {
        for follow in [FOLLOW, NOFOLLOW] {
            let opened = scene.guest.open_with(FREE, path, oflags::DIRECTORY, rights::ALL, follow);
            assert_eq!(opened.errno, PERM, "{path}");
            let opened = scene.guest.open_with(FREE, path, 0, rights::READ, follow);
            assert_eq!(opened.errno, PERM, "{path}");
            let line = format!("path_stat {FREE} {follow} {}", bytes(path));
            assert_eq!(scene.guest.call(&line).errno, PERM, "{path}");
        }
    }
}

fn second_name(scene: &mut Scene) {
    let guest = &mut scene.guest;
    let (file, stolen) = (bytes("file"), bytes("stolen"));
    // By a folder with fewer rights on the way, too.
    let fewer = guest.open_with(FREE, "d", oflags::DIRECTORY, rights::ALL, FOLLOW).number(0);
    let lost = guest.call(format!("set_rights {fewer} {} {}", rights::ALL & 0x7bf_fe19, 1 << 1));
    assert_eq!(lost.errno, SUCCESS);
    for line in [
        format!("link {KEPT} {NOFOLLOW} {FREE} {file} {stolen}"),
        format!("rename {KEPT} {FREE} {file} {stolen}"),
        format!("link {KEPT} {NOFOLLOW} {OTHER} {file} {stolen}"),
        format!("link {KEPT} {FOLLOW} {OTHER} {} {stolen}", bytes("link")),
        format!("link {fewer} {NOFOLLOW} {OTHER} {} {stolen}", bytes("e")),
        format!("rename {fewer} {FREE} {} {stolen}", bytes("e")),
    ] {
        assert_eq!(guest.call(&line).errno, NOTCAPABLE, "{line}");
    }
    assert_eq!(guest.open(FREE, "stolen").errno, tests::guest::errno::NOENT);
}

fn truncate(scene: &mut Scene) {
    for rights in [0, rights::READ, 1 << 19, rights::ALL & !(1 << 6)] {
        let opened = scene.guest.open_with(KEPT, "file", oflags::TRUNC, rights, FOLLOW);
        assert_eq!(opened.errno, NOTCAPABLE, "{rights:#x}");
    }
    assert_eq!(scene.guest.content(KEPT, "file"), Ok(String::from("kept")));
}

fn renumber(scene: &mut Scene) {
    let of_process = format!("/proc/{}/fd", scene.guest.process_id());
    let open = || fs::read_dir(&of_process).expect("it runs").count();
    let guest = &mut scene.guest;
    // Afterwards it has opened all it was granted.
    guest.call(format!("prestat {FREE}"));
    let before = open();
    for unused in [8, 99, 65_535, 65_536, 1 << 31, u32::MAX] {
        for line in [
            format!("renumber {unused} {FREE}"),
            format!("renumber {FREE} {unused}"),
            format!("renumber {unused} {unused}"),
        ] {
            assert_eq!(guest.call(&line).errno, BADF, "{line}");
        }
    }
    for number in [FREE, KEPT] {
        assert_eq!(guest.call(format!("renumber {number} {number}")).errno, SUCCESS);
    }
    for _ in 0..2000 {
        let first = guest.open(FREE, "file").number(0);
        let second = guest.open(FREE, "link").number(0);
        assert_eq!(guest.call(format!("renumber {first} {second}")).errno, SUCCESS);
        assert_eq!(guest.call(format!("close {second}")).errno, SUCCESS);
        assert_eq!(guest.call(format!("close {first}")).errno, BADF);
    }
    assert_eq!(open(), before, "as many are open as before");
    // Onto a granted folder and a stream: what was there is gone, rights and all.
    let file = guest.open(FREE, "file").number(0);
    assert_eq!(guest.call(format!("renumber {file} {KEPT}")).errno, SUCCESS);
    assert_eq!(guest.call(format!("prestat {KEPT}")).errno, BADF);
    assert_eq!(guest.call(format!("read {KEPT} 10")).bytes(0), b"free");
    assert_eq!(guest.call(format!("renumber {OTHER} 2")).errno, SUCCESS);
    assert_eq!(guest.content(2, "file"), Ok(String::from("other")));
    assert_eq!(guest.content(OTHER, "file"), Err(BADF));
}
