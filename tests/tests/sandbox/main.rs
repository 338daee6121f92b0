//! Programs that try to get out of what they were granted: each path test and each
//! advisory by its name, with paths resolved by the kernel, and by the walk of a
//! kernel that lacks openat2(2) or of a container that forbids it.

mod advisories;
mod model;
mod paths;
mod race;
mod scene;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use scene::{Resolver, Scene};

/// A test in a scene of its own.
type Row = (&'static str, fn(&mut Scene));

fn main() -> ExitCode {
    let rows = [paths::ROWS, advisories::ROWS, race::ROWS, model::ROWS].concat();
    let trials = rows.into_iter().flat_map(|(name, test)| {
        Resolver::ALL.map(|resolver| {
            let name = format!("{name} {}", resolver.name());
            Trial::test(name, move || run(test, resolver))
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

fn run(test: fn(&mut Scene), resolver: Resolver) -> Result<(), Failed> {
    let mut scene = Scene::new(resolver);
    // The message is on standard error.
    let ended = catch_unwind(AssertUnwindSafe(|| {
        test(&mut scene);
        scene.check_outside();
    }));
    ended.map_err(|panic| match panic.downcast::<String>() {
        Ok(text) => Failed::from(*text),
        Err(_) => Failed::from("it panicked"),
    })
}
