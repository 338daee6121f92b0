//! A thread that swaps a folder for a link that leads out, as fast as it can,
//! while the program does all that can be done with names in it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tests::guest::errno::SUCCESS;
use tests::guest::{FOLLOW, Guest, NOFOLLOW, bytes, oflags, rights};

use crate::Row;
use crate::scene::{FREE, Scene};

pub const ROWS: &[Row] =
    &[("a symlink swapped between check and use", swapped_between_check_and_use)];

/// Seconds that the race takes; more in the long run of `.ci/run`.
fn duration() -> Duration {
    let seconds = std::env::var("RACE_SECONDS").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(seconds.unwrap_or(1))
}

fn swapped_between_check_and_use(scene: &mut Scene) {
    // `swap` is a folder inside or a link to one outside with the same names.
    let free = scene.path("free");
    fs::create_dir_all(free.join("swap/d")).expect("it is new");
    fs::write(free.join("swap/file"), "inside").expect("it is new");
    symlink("file", free.join("swap/link")).expect("it is new");
    symlink("../outside", free.join("aside")).expect("it is new");
    symlink("swap", free.join("through")).expect("it is new");
    fs::write(scene.path("outside/victim"), "outside").expect("it is new");
    scene.remember_outside();

    let finished = AtomicBool::new(false);
    let guest = &mut scene.guest;
    thread::scope(|scope| {
        let swapper = scope.spawn(|| {
            while !finished.load(Ordering::Relaxed) {
                swap(&free);
            }
        });
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let start = Instant::now();
            let mut seen = Seen::default();
            while start.elapsed() < duration() {
                race(guest, &mut seen);
            }
            seen
        }));
        finished.store(true, Ordering::Relaxed);
        swapper.join().expect("it only renames");
        let seen = result.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        // It was a race at all.
        assert!(seen.inside > 0 && seen.refused > 0, "{seen:?}");
    });
}

/// `swap` and `aside` change their places.
fn swap(free: &Path) {
    for (from, to) in [("swap", "third"), ("aside", "swap"), ("third", "aside")] {
        fs::rename(free.join(from), free.join(to)).expect("nobody else renames them");
    }
}

#[derive(Debug, Default)]
struct Seen {
    inside: u32,
    refused: u32,
}

fn race(guest: &mut Guest, seen: &mut Seen) {
    for path in ["swap/file", "swap/d/../file", "through/file", "swap/../swap/file", "swap/link"] {
        match guest.content(FREE, path) {
            Ok(content) => {
                assert_eq!(content, "inside", "{path}");
                seen.inside += 1;
            }
            Err(_) => seen.refused += 1,
        }
        // Both files have other sizes.
        let stat = guest.call(format!("path_stat {FREE} {FOLLOW} {}", bytes(path)));
        assert!(stat.errno != SUCCESS || stat.number(1) == 6, "{path}: {stat:?}");
    }
    // What was opened as a folder stays inside.
    let opened = guest.open_with(FREE, "swap", oflags::DIRECTORY, rights::ALL, FOLLOW);
    if opened.errno == SUCCESS {
        let fd = opened.number(0) as u32;
        assert_eq!(guest.content(fd, "file"), Ok(String::from("inside")));
        assert!(guest.content(fd, "../secret").is_err());
        guest.call(format!("close {fd}"));
    }
    let (victim, new, stolen) = (bytes("swap/victim"), bytes("swap/new"), bytes("stolen"));
    let file = bytes("file");
    for line in [
        format!("unlink {FREE} {victim}"),
        format!("rename {FREE} {FREE} {victim} {stolen}"),
        format!("link {FREE} {NOFOLLOW} {FREE} {victim} {stolen}"),
        format!("link {FREE} {FOLLOW} {FREE} {victim} {stolen}"),
        format!("path_set_times {FREE} {FOLLOW} {victim} 0 0 5"),
    ] {
        assert_ne!(guest.call(&line).errno, SUCCESS, "{line}");
    }
    // What these make, they make inside; it is gone before it could be seen.
    for line in [
        format!("create_directory {FREE} {new}"),
        format!("remove_directory {FREE} {new}"),
        format!("symlink {FREE} {file} {new}"),
        format!("readlink {FREE} {new}"),
        format!("unlink {FREE} {new}"),
        format!("link {FREE} {NOFOLLOW} {FREE} {file} {new}"),
        format!("unlink {FREE} {new}"),
        format!("rename {FREE} {FREE} {file} {new}"),
        format!("rename {FREE} {FREE} {new} {file}"),
    ] {
        guest.call(&line);
    }
    let created = guest.open_with(FREE, "swap/new", oflags::CREAT, rights::WRITE, FOLLOW);
    if created.errno == SUCCESS {
        let fd = created.number(0);
        guest.call(format!("close {fd}"));
    }
    for name in ["swap/new", "aside/new"] {
        guest.call(format!("unlink {FREE} {}", bytes(name)));
    }
}
