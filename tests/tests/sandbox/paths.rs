//! Paths that every sandbox has to refuse, or to take for what they are.

use std::ffi::CString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::symlink;
use std::process::Command;

use tests::guest::errno::{
    EXIST, INVAL, ISDIR, LOOP, NAMETOOLONG, NOENT, NOTCAPABLE, NOTDIR, PERM, SUCCESS,
};
use tests::guest::{FOLLOW, Guest, NOFOLLOW, bytes, oflags, rights};

use crate::Row;
use crate::scene::{DEVICES, FREE, KEPT, OTHER, PROCESS, Scene};

pub const ROWS: &[Row] = &[
    ("`..` at every position", dot_dot_at_every_position),
    ("absolute paths", absolute_paths),
    ("trailing `/`", trailing_slashes),
    ("`//`", double_slashes),
    ("`.` and `..` at the end", dots_at_the_end),
    ("symlink loops", symlink_loops),
    ("absolute symlinks", absolute_symlinks),
    ("symlinks out of the grant as a middle component", symlinks_out_in_the_middle),
    ("symlinks out of the grant as the last component", symlinks_out_at_the_end),
    ("rename and link between grants", rename_and_link_between_grants),
    ("TRUNCATE, CREAT and EXCL on read-only grants", writing_flags_on_read_only_grants),
    ("magic links of /proc", magic_links),
    ("a FIFO", a_fifo),
    ("a device", a_device),
    ("names of 255 and 256 bytes", long_names),
    ("a path of 4096 bytes", long_paths),
    ("an empty path", the_empty_path),
    ("NUL in a path", nul_in_a_path),
    ("names that are not UTF-8", names_that_are_not_utf8),
];

/// All that can be tried on a path that leads out of the folder `fd`, each of
/// which must be `expected`.
fn refused_everywhere(guest: &mut Guest, fd: u32, path: &str, expected: u32) {
    let name = bytes(path);
    let file = bytes("file");
    let all = [
        format!("open {fd} {FOLLOW} {name} 0 2 0 0"),
        format!("open {fd} {NOFOLLOW} {name} 0 2 0 0"),
        format!("open {fd} {FOLLOW} {name} {} 0 0 0", oflags::DIRECTORY),
        format!("path_stat {fd} {FOLLOW} {name}"),
        format!("path_stat {fd} {NOFOLLOW} {name}"),
        format!("path_set_times {fd} {FOLLOW} {name} 0 0 5"),
        format!("path_set_times {fd} {NOFOLLOW} {name} 0 0 5"),
        format!("readlink {fd} {name}"),
        format!("create_directory {fd} {name}"),
        format!("remove_directory {fd} {name}"),
        format!("unlink {fd} {name}"),
        format!("symlink {fd} {file} {name}"),
        format!("link {fd} {NOFOLLOW} {fd} {name} {}", bytes("stolen")),
        format!("link {fd} {FOLLOW} {fd} {name} {}", bytes("stolen")),
        format!("link {fd} {NOFOLLOW} {fd} {file} {name}"),
        format!("rename {fd} {fd} {name} {}", bytes("stolen")),
        format!("rename {fd} {fd} {file} {name}"),
    ];
    for line in all {
        assert_eq!(guest.call(&line).errno, expected, "`{path}` by `{line}`");
    }
    for creating in [oflags::CREAT, oflags::CREAT | oflags::EXCL, oflags::CREAT | oflags::TRUNC] {
        let errno = guest.open_with(fd, path, creating, rights::WRITE, FOLLOW).errno;
        // The kernel may first see that no file can have such a name.
        let fits =
            errno == expected || [ISDIR, EXIST].contains(&errno) && path.ends_with(['/', '.']);
        assert!(fits, "creating `{path}` with {creating}: {errno}");
    }
}

/// As above, for what follows a link at the end.
fn refused_where_followed(guest: &mut Guest, fd: u32, path: &str) {
    let name = bytes(path);
    let all = [
        format!("open {fd} {FOLLOW} {name} 0 2 0 0"),
        format!("open {fd} {FOLLOW} {name} {} 2 0 0", oflags::CREAT),
        format!("open {fd} {FOLLOW} {name} {} 0 0 0", oflags::DIRECTORY),
        format!("path_stat {fd} {FOLLOW} {name}"),
        format!("path_set_times {fd} {FOLLOW} {name} 0 0 5"),
        format!("link {fd} {FOLLOW} {fd} {name} {}", bytes("stolen")),
    ];
    for line in all {
        assert_eq!(guest.call(&line).errno, PERM, "`{path}` by `{line}`");
    }
}

fn dot_dot_at_every_position(scene: &mut Scene) {
    let guest = &mut scene.guest;
    for path in [
        "..",
        "../secret",
        "../outside/file",
        "../free/file",
        "d/../../secret",
        "d/e/../../../secret",
        "d/../d/../../free/file",
        "./../secret",
        "d/./../../secret",
        "../../../../../../../../../../etc/passwd",
    ] {
        refused_everywhere(guest, FREE, path, PERM);
    }
    for path in ["d/../file", "d/e/../../file", "d/../d/e/.././../file", "./d/../file"] {
        assert_eq!(guest.content(FREE, path), Ok(String::from("free")), "{path}");
    }
    assert_eq!(guest.content(FREE, "file/../file"), Err(NOTDIR));
    assert_eq!(guest.content(FREE, "missing/../file"), Err(NOENT));
}

fn absolute_paths(scene: &mut Scene) {
    let secret = scene.path("secret").display().to_string();
    let inside = scene.path("free/file").display().to_string();
    for path in ["/", "//", "/etc/passwd", "//etc/passwd", "/.", "/..", "/file", &secret, &inside] {
        refused_everywhere(&mut scene.guest, FREE, path, PERM);
    }
}

fn trailing_slashes(scene: &mut Scene) {
    symlink("..", scene.path("free/up")).expect("it is new");
    symlink("../outside/", scene.path("free/slash")).expect("it is new");
    symlink("d/", scene.path("free/to_d")).expect("it is new");
    let guest = &mut scene.guest;
    for path in ["../", "d/../../", "up/secret", "slash/file"] {
        refused_everywhere(guest, FREE, path, PERM);
    }
    for path in ["up/", "up//", "slash/", "slash"] {
        let name = bytes(path);
        for follow in [FOLLOW, NOFOLLOW] {
            if path == "slash" && follow == NOFOLLOW {
                continue;
            }
            let line = format!("path_stat {FREE} {follow} {name}");
            assert_eq!(guest.call(&line).errno, PERM, "{line}");
            let opened = guest.open_with(FREE, path, oflags::DIRECTORY, rights::LIST, follow);
            assert_eq!(opened.errno, PERM, "{path}");
        }
    }
    assert_eq!(guest.content(FREE, "file/"), Err(NOTDIR));
    assert_eq!(guest.content(FREE, "link/"), Err(NOTDIR));
    assert_eq!(guest.content(FREE, "to_d/../file"), Ok(String::from("free")));
    let created = guest.open_with(FREE, "new/", oflags::CREAT, rights::WRITE, FOLLOW);
    assert_eq!(created.errno, ISDIR);
}

fn double_slashes(scene: &mut Scene) {
    symlink("..//secret", scene.path("free/up")).expect("it is new");
    let guest = &mut scene.guest;
    for path in ["..//secret", "d//..//..//secret", "d///../..", ".//..//secret"] {
        refused_everywhere(guest, FREE, path, PERM);
    }
    refused_where_followed(guest, FREE, "up");
    for path in ["d//..//file", ".//file", "d//e//..//..//file"] {
        assert_eq!(guest.content(FREE, path), Ok(String::from("free")), "{path}");
    }
}

fn dots_at_the_end(scene: &mut Scene) {
    let guest = &mut scene.guest;
    for path in ["../.", "d/../..", "d/e/../../..", "../..", "./.."] {
        refused_everywhere(guest, FREE, path, PERM);
    }
    for path in [".", "./", "d/.", "d/..", "d/e/../.", "d/e/../.."] {
        let opened = guest.open_with(FREE, path, oflags::DIRECTORY, rights::LIST, FOLLOW);
        assert_eq!(opened.errno, SUCCESS, "{path}");
        let name = bytes(path);
        let removed = guest.call(format!("remove_directory {FREE} {name}")).errno;
        assert_ne!(removed, SUCCESS, "{path}");
        let created = guest.call(format!("create_directory {FREE} {name}")).errno;
        assert_eq!(created, EXIST, "{path}");
    }
    assert_eq!(guest.content(FREE, "file/."), Err(NOTDIR));
    assert_eq!(guest.content(FREE, "file/.."), Err(NOTDIR));
}

fn symlink_loops(scene: &mut Scene) {
    for (name, target) in
        [("self", "self"), ("a", "b"), ("b", "a"), ("deeper", "d/../deeper/x"), ("slash", "slash/")]
    {
        symlink(target, scene.path("free").join(name)).expect("it is new");
    }
    // A chain of forty is followed, one more is not.
    symlink("file", scene.path("free/chain0")).expect("it is new");
    for number in 1..=40 {
        let target = format!("chain{}", number - 1);
        symlink(target, scene.path(&format!("free/chain{number}"))).expect("it is new");
    }
    let guest = &mut scene.guest;
    for path in ["self", "a", "b", "deeper", "slash", "self/file", "a/../file", "d/../self"] {
        assert_eq!(guest.content(FREE, path), Err(LOOP), "{path}");
        let line = format!("path_stat {FREE} {FOLLOW} {}", bytes(path));
        assert_eq!(guest.call(&line).errno, LOOP, "{path}");
    }
    assert_eq!(guest.content(FREE, "chain39"), Ok(String::from("free")));
    assert_eq!(guest.content(FREE, "chain40"), Err(LOOP));
}

fn absolute_symlinks(scene: &mut Scene) {
    let inside = scene.path("free/file");
    symlink("/", scene.path("free/root")).expect("it is new");
    symlink("/etc/passwd", scene.path("free/passwd")).expect("it is new");
    // Even where it leads back inside: the program's `/` is not ours.
    symlink(inside, scene.path("free/inside")).expect("it is new");
    let guest = &mut scene.guest;
    for path in ["root", "passwd", "inside", "d/../passwd"] {
        refused_where_followed(guest, FREE, path);
        let found = guest.call(format!("readlink {FREE} {}", bytes(path)));
        assert_eq!(found.errno, PERM, "reading {path}");
    }
    for path in ["root/etc/passwd", "root/.", "root/../etc/passwd", "root/new"] {
        refused_everywhere(guest, FREE, path, PERM);
    }
    for target in ["/etc/passwd", "/", "//file"] {
        let line = format!("symlink {FREE} {} {}", bytes(target), bytes("mine"));
        assert_eq!(guest.call(&line).errno, PERM, "making a link to {target}");
    }
}

fn symlinks_out_in_the_middle(scene: &mut Scene) {
    symlink("..", scene.path("free/up")).expect("it is new");
    symlink("../../outside", scene.path("free/d/out")).expect("it is new");
    symlink("d/out", scene.path("free/twice")).expect("it is new");
    for path in ["up/secret", "up/outside/file", "d/out/file", "twice/file", "up/free/file"] {
        refused_everywhere(&mut scene.guest, FREE, path, PERM);
    }
    // Links of the program's own making lead no further.
    let guest = &mut scene.guest;
    let line = format!("symlink {FREE} {} {}", bytes("../.."), bytes("d/mine"));
    assert_eq!(guest.call(&line).errno, SUCCESS);
    refused_everywhere(guest, FREE, "d/mine/secret", PERM);
}

fn symlinks_out_at_the_end(scene: &mut Scene) {
    symlink("../secret", scene.path("free/out")).expect("it is new");
    symlink("../outside", scene.path("free/folder")).expect("it is new");
    symlink("../new", scene.path("free/dangling")).expect("it is new");
    symlink("out", scene.path("free/twice")).expect("it is new");
    for path in ["out", "folder", "dangling", "twice", "d/../out"] {
        refused_where_followed(&mut scene.guest, FREE, path);
        let opened = scene.guest.open_with(FREE, path, 0, rights::READ, NOFOLLOW);
        assert_eq!(opened.errno, LOOP, "{path}");
    }
    // The links themselves are inside.
    let guest = &mut scene.guest;
    for path in ["out", "folder", "dangling", "twice"] {
        let line = format!("unlink {FREE} {}", bytes(path));
        assert_eq!(guest.call(&line).errno, SUCCESS, "{path}");
    }
}

fn rename_and_link_between_grants(scene: &mut Scene) {
    let guest = &mut scene.guest;
    let (file, new) = (bytes("file"), bytes("new"));
    for (from, to) in [(KEPT, FREE), (FREE, KEPT), (KEPT, KEPT)] {
        for line in [
            format!("rename {from} {to} {file} {new}"),
            format!("link {from} {NOFOLLOW} {to} {file} {new}"),
            format!("link {from} {FOLLOW} {to} {} {new}", bytes("link")),
            format!("rename {from} {to} {} {new}", bytes("d")),
        ] {
            assert_eq!(guest.call(&line).errno, NOTCAPABLE, "{line}");
        }
    }
    // Between grants of the same rights, both work.
    let linked = guest.call(format!("link {FREE} {NOFOLLOW} {OTHER} {file} {new}"));
    assert_eq!(linked.errno, SUCCESS);
    assert_eq!(guest.content(OTHER, "new"), Ok(String::from("free")));
    let renamed = guest.call(format!("rename {FREE} {OTHER} {file} {}", bytes("newer")));
    assert_eq!(renamed.errno, SUCCESS);
    assert_eq!(guest.content(OTHER, "newer"), Ok(String::from("free")));
}

fn writing_flags_on_read_only_grants(scene: &mut Scene) {
    let guest = &mut scene.guest;
    use oflags::{CREAT, EXCL, TRUNC};
    for oflags in [CREAT, TRUNC, CREAT | EXCL, CREAT | TRUNC, CREAT | EXCL | TRUNC] {
        for rights in [0, rights::READ, rights::WRITE, rights::ALL] {
            for path in ["file", "link", "new", "d/new"] {
                let opened = guest.open_with(KEPT, path, oflags, rights, FOLLOW);
                assert_eq!(opened.errno, NOTCAPABLE, "{path} with {oflags} and {rights:#x}");
            }
        }
    }
    for path in ["file", "link"] {
        let opened = guest.open_with(KEPT, path, 0, rights::ALL, FOLLOW);
        assert_eq!(opened.errno, NOTCAPABLE, "{path}");
    }
    // What was opened to read stays so, however it was opened.
    let opened = guest.open_with(KEPT, "file", 0, rights::ALL & !rights::WRITE | 4, FOLLOW);
    assert_eq!(opened.errno, SUCCESS);
    let fd = opened.number(0);
    for line in [
        format!("write {fd} x61"),
        format!("pwrite {fd} 0 x61"),
        format!("set_size {fd} 0"),
        format!("allocate {fd} 0 100"),
        format!("set_times {fd} 0 0 5"),
        format!("path_set_times {KEPT} {FOLLOW} {} 0 0 5", bytes("file")),
        format!("set_times {KEPT} 0 0 5"),
        format!("create_directory {KEPT} {}", bytes("new")),
        format!("symlink {KEPT} {} {}", bytes("file"), bytes("new")),
        format!("unlink {KEPT} {}", bytes("file")),
        format!("remove_directory {KEPT} {}", bytes("d/e")),
    ] {
        assert_eq!(guest.call(&line).errno, NOTCAPABLE, "{line}");
    }
    // Nor does a folder opened in it give more.
    let folder = guest.open_with(KEPT, "d", oflags::DIRECTORY, rights::ALL, FOLLOW).number(0);
    let opened = guest.open_with(folder as u32, "../file", TRUNC, rights::READ, FOLLOW);
    assert_eq!(opened.errno, NOTCAPABLE);
    let opened = guest.open_with(folder as u32, "new", CREAT, rights::WRITE, FOLLOW);
    assert_eq!(opened.errno, NOTCAPABLE);
}

fn magic_links(scene: &mut Scene) {
    for path in ["cwd", "root", "exe", "fd/0", "fd/3", "cwd/secret", "root/etc/passwd"] {
        let line = format!("open {PROCESS} {FOLLOW} {} 0 2 0 0", bytes(path));
        // To the walk they are links whose text means nothing below the folder.
        let errno = scene.guest.call(&line).errno;
        assert!([LOOP, PERM, NOENT].contains(&errno), "{path}: {errno}");
        let line = format!("path_stat {PROCESS} {FOLLOW} {}", bytes(path));
        let errno = scene.guest.call(&line).errno;
        assert!([LOOP, PERM, NOENT].contains(&errno), "looking at {path}: {errno}");
    }
    // Plain files there are files.
    assert!(scene.guest.content(PROCESS, "status").is_ok());
}

fn a_fifo(scene: &mut Scene) {
    let made = Command::new("mkfifo").arg(scene.path("free/fifo")).status();
    assert!(made.is_ok_and(|status| status.success()), "there is a `mkfifo`");
    let guest = &mut scene.guest;
    const NONBLOCK: u32 = 4;
    let name = bytes("fifo");
    let stat = guest.call(format!("path_stat {FREE} {FOLLOW} {name}"));
    assert_eq!((stat.errno, stat.number(0)), (SUCCESS, 0), "its type is unknown");
    let opened = guest.call(format!("open {FREE} {FOLLOW} {name} 0 2 0 {NONBLOCK}"));
    assert_eq!(opened.errno, SUCCESS);
    // Nobody writes: its end.
    let read = guest.call(format!("read {} 10", opened.number(0)));
    assert_eq!((read.errno, read.bytes(0)), (SUCCESS, vec![]));
    let path = bytes("fifo/x");
    assert_eq!(guest.call(format!("path_stat {FREE} {FOLLOW} {path}")).errno, NOTDIR);
}

fn a_device(scene: &mut Scene) {
    let guest = &mut scene.guest;
    let opened = guest.open_with(DEVICES, "null", 0, rights::READ | rights::WRITE, FOLLOW);
    assert_eq!(opened.errno, SUCCESS);
    let fd = opened.number(0);
    assert_eq!(guest.call(format!("write {fd} x616263")).number(0), 3);
    assert_eq!(guest.call(format!("read {fd} 10")).bytes(0), []);
    let stat = guest.call(format!("stat {fd}"));
    const CHARACTER_DEVICE: u64 = 2;
    assert_eq!(stat.number(0), CHARACTER_DEVICE);
    assert_eq!(guest.open(DEVICES, "null/x").errno, NOTDIR);
    assert_eq!(guest.open(DEVICES, "../etc/passwd").errno, PERM);
}

fn long_names(scene: &mut Scene) {
    let guest = &mut scene.guest;
    let (fits, too_long) = ("n".repeat(255), "n".repeat(256));
    let created = guest.open_with(FREE, &fits, oflags::CREAT, rights::WRITE, FOLLOW);
    assert_eq!(created.errno, SUCCESS);
    assert_eq!(guest.content(FREE, &fits), Ok(String::new()));
    assert_eq!(guest.content(FREE, &too_long), Err(NAMETOOLONG));
    assert_eq!(guest.content(FREE, format!("{too_long}/x")), Err(NAMETOOLONG));
    assert_eq!(guest.content(FREE, format!("d/../{too_long}")), Err(NAMETOOLONG));
    for line in [
        format!("create_directory {FREE} {}", bytes(&too_long)),
        format!("unlink {FREE} {}", bytes(&too_long)),
        format!("symlink {FREE} {} {}", bytes("file"), bytes(&too_long)),
        format!("rename {FREE} {FREE} {} {}", bytes("file"), bytes(&too_long)),
        format!("link {FREE} {NOFOLLOW} {FREE} {} {}", bytes("file"), bytes(&too_long)),
    ] {
        assert_eq!(guest.call(&line).errno, NAMETOOLONG, "{line}");
    }
    assert_eq!(guest.content(FREE, "file"), Ok(String::from("free")));
}

fn long_paths(scene: &mut Scene) {
    let guest = &mut scene.guest;
    let fits = "./".repeat((4095 - 4) / 2) + "/file";
    let path = &fits[fits.len() - 4095..];
    assert_eq!(guest.content(FREE, path.trim_start_matches('/')), Ok(String::from("free")));
    for length in [4096, 4097, 65_000] {
        let path = "./".repeat(length / 2) + "file";
        let path = &path[path.len() - length..];
        let path = if path.starts_with('/') { path.replacen('/', ".", 1) } else { path.to_owned() };
        assert_eq!(guest.content(FREE, &path), Err(NAMETOOLONG), "{length} bytes");
    }
    // Deeper than a path can say, each step is still inside.
    let mut fd = FREE;
    for _ in 0..40 {
        let below = "e".repeat(200);
        assert_eq!(guest.call(format!("create_directory {fd} {}", bytes(&below))).errno, SUCCESS);
        let opened = guest.open_with(fd, &below, oflags::DIRECTORY, rights::ALL, FOLLOW);
        assert_eq!(opened.errno, SUCCESS);
        fd = opened.number(0) as u32;
    }
    refused_everywhere(guest, fd, "../file", PERM);
}

fn the_empty_path(scene: &mut Scene) {
    refused_everywhere(&mut scene.guest, FREE, "", NOENT);
}

fn nul_in_a_path(scene: &mut Scene) {
    for path in ["\0", "file\0", "file\0x", "\0file", "d/\0/../../secret"] {
        refused_everywhere(&mut scene.guest, FREE, path, INVAL);
    }
}

fn names_that_are_not_utf8(scene: &mut Scene) {
    let names: [&[u8]; 5] =
        [b"\xff", b"caf\xe9", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80"];
    for name in names {
        let path = scene.path("free").join(std::ffi::OsString::from_vec(name.to_vec()));
        // Some file systems have no such names.
        if fs::write(&path, "inside").is_err() {
            eprintln!("skipped: the file system refuses {path:?}");
            continue;
        }
        let guest = &mut scene.guest;
        assert_eq!(guest.content(FREE, name), Ok(String::from("inside")), "{path:?}");
        let listed = guest.call(format!("readdir {FREE} 60000 0")).bytes(0);
        let text = CString::new(name).expect("there is no NUL");
        let is_listed = listed.windows(name.len()).any(|part| part == text.as_bytes());
        assert!(is_listed, "{path:?} is listed as it is");
        let line = format!("unlink {FREE} {}", bytes(name));
        assert_eq!(guest.call(&line).errno, SUCCESS, "{path:?}");
    }
    // An overlong `/` is a name, not a separator.
    refused_everywhere(&mut scene.guest, FREE, "../\u{ff0f}", PERM);
    assert_eq!(scene.guest.content(FREE, b"..\xc0\xafsecret"), Err(NOENT));
}
