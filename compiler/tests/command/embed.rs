//! Folders that become part of the executable.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use super::support::{ARGUMENTS, Folder};

/// A folder `site` with a file, a folder and a link in it.
fn with_site() -> Folder {
    let folder = Folder::with(&[("program.wat", ARGUMENTS)]);
    fs::create_dir_all(folder.at("site/inner")).expect("the folder is writable");
    fs::write(folder.at("site/index.html"), "<html>").expect("the folder is writable");
    fs::write(folder.at("site/inner/style.css"), "body").expect("the folder is writable");
    std::os::unix::fs::symlink("index.html", folder.at("site/link")).expect("it is writable");
    folder
}

fn change_times(folder: &Folder, seconds: u64) {
    for name in ["site/index.html", "site/inner/style.css"] {
        let file = File::options().write(true).open(folder.at(name)).expect("it is there");
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        file.set_modified(time).expect("it is ours");
    }
}

fn executable(folder: &Folder, options: &[&str]) -> Vec<u8> {
    folder.stdout(&[&["program.wat", "-o", "program"], options].concat());
    folder.read("program")
}

#[test]
fn the_same_files_make_the_same_executable() {
    let folder = with_site();
    let embed = ["--embed", "site"];
    change_times(&folder, 1_000_000_000);
    let first = executable(&folder, &embed);
    change_times(&folder, 1_100_000_000);
    assert!(first == executable(&folder, &embed), "times are left out");
    let kept = executable(&folder, &[&embed[..], &["--embed-times"]].concat());
    let times: Vec<u8> = 1_100_000_000_000_000_000u64.to_le_bytes().into();
    assert!(first != kept && kept.windows(8).any(|bytes| bytes == times));
    fs::write(folder.at("site/inner/style.css"), "BODY").expect("the folder is writable");
    assert!(first != executable(&folder, &embed), "content is not");
}

#[test]
fn inspect_names_what_is_embedded() {
    let folder = with_site();
    executable(&folder, &["--embed", "site::/www", "--embed", "site/inner"]);
    let text = folder.stdout(&["inspect", "program"]);
    let lines: Vec<&str> = text.lines().filter(|line| line.contains("embedded")).collect();
    assert_eq!(
        lines,
        [
            "  read embedded folder `/www`",
            "  read embedded folder `site/inner`, in all 7 files and folders of 24 bytes",
        ]
    );
}

#[test]
fn what_cannot_be_embedded_is_named() {
    let folder = with_site();
    let pipe = folder.shell("mkfifo site/inner/pipe");
    assert!(pipe.status.success(), "{pipe:?}");
    for (arguments, expected) in [
        (
            &["--embed", "site"][..],
            "cannot embed `site/inner/pipe`: neither file, folder nor symbolic link",
        ),
        (&["--embed", "site/index.html"], "cannot embed `site/index.html`: not a folder"),
        (&["--embed", "lost"], "cannot embed `lost`: No such file or directory (os error 2)"),
        (
            &["--embed", "site::"],
            "invalid value `site::` for `--embed`: a folder has a name; the form is HOST[::GUEST]",
        ),
        (&["--embed", "cache::x", "--embed", "cache::x"], "two different grants of a folder `x`"),
        (&["--embed", "cache::x", "--dir", "site::x"], "two different grants of a folder `x`"),
        (&["--embed", "cache::/", "--allow-all"], "two different grants of a folder `/`"),
        (&["--embed", "cache", "--emit", "obj"], "folders cannot be embedded in an object"),
    ] {
        fs::create_dir_all(folder.at("cache")).expect("the folder is writable");
        let output = folder.run(&[&["program.wat", "-o", "program"], arguments].concat());
        assert!(!output.status.success(), "{arguments:?}");
        let message = super::support::stderr(&output);
        let first = message.lines().next().unwrap_or_default();
        assert_eq!(first, format!("error: {expected}"), "{arguments:?}");
    }
    assert!(!folder.at("program").exists());
}

#[test]
fn the_cache_tells_different_content_apart() {
    let folder = with_site();
    let run = ["run", "--embed", "site", "program.wat"];
    folder.run(&run);
    fs::write(folder.at("site/inner/style.css"), "other").expect("the folder is writable");
    folder.run(&run);
    folder.run(&run);
    let cached = super::support::names(&folder.at("cache"));
    assert_eq!(cached.iter().filter(|name| name.len() == 64).count(), 2, "{cached:?}");
}
