//! The same cases every time; the fuzzer goes on from other seeds.

use std::time::Duration;

use sandbox::campaign::{Mode, case};
use sandbox::clock_jump::{self, Waiting};
use sandbox::paths::Endings;

fn run(mode: Mode, seeds: u64) -> Endings {
    let mut endings = Endings::new();
    for seed in 0..seeds {
        if let Err(finding) = case(mode, seed, &mut endings) {
            panic!("{mode:?} {seed}: {finding}");
        }
    }
    endings
}

#[test]
fn both_ways_to_resolve_paths_do_what_the_model_says() {
    let endings = run(Mode::Paths, 200);
    // Much is done, and much refused: that a path leaves its folder, above all.
    const EPERM: &str = "error 1";
    assert!(endings["done"] > 1000 && endings[EPERM] > 1000, "{endings:?}");
}

#[test]
fn descriptors_stand_for_what_the_model_says_and_allow_no_more() {
    let endings = run(Mode::Descriptors, 2000);
    const ENOTCAPABLE: &str = "error 4096";
    const EMFILE: &str = "error 24";
    assert!(endings["done"] > 10_000 && endings[ENOTCAPABLE] > 10_000, "{endings:?}");
    assert!(endings[EMFILE] > 100, "{endings:?}");
}

#[test]
fn what_gets_no_number_is_not_opened() {
    sandbox::descriptors::exhaust().expect("a full table is no harm");
}

#[test]
fn a_wait_until_a_time_of_day_ends_when_the_clock_is_set() {
    const HOUR: u64 = 3_600_000_000_000;
    const SECOND: u64 = 1_000_000_000;
    let wait = |waiting, time, jump| clock_jump::wait(waiting, time, jump).expect("it waits");
    // Two hours forward: the time has come. The clock is looked at each second.
    assert!(wait(Waiting::Realtime, HOUR, 7200) < Duration::from_millis(1500));
    assert!(wait(Waiting::Realtime, 3 * SECOND, 2) < Duration::from_millis(2500));
    // A second back: it comes a second later.
    let waited = wait(Waiting::Realtime, SECOND / 2, -1);
    assert!((1450..3000).contains(&waited.as_millis()), "{waited:?}");
    // How long something takes has nothing to do with the time of day.
    let waited = wait(Waiting::Monotonic, SECOND / 2, 7200);
    assert!(waited >= Duration::from_millis(500), "{waited:?}");
}
