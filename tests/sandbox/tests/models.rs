//! The same cases every time; the fuzzer goes on from other seeds.

use sandbox::campaign::{Mode, case};
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
