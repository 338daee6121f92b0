//! Operations on random paths in random trees, three times: with paths resolved
//! by the kernel, with paths resolved by the walk, and, in a third copy of the
//! tree, by the standard library on paths that a model has resolved. What they
//! return and what they leave behind must be the same, and nothing beside the
//! granted folder may change.

mod model;
mod operation;
mod oracle;
mod tree;

use std::path::Path;

use crate::Finding;
use crate::abi::capabilities::Access;
use crate::arch::Injected;
use crate::process_under_test::Process;
use crate::random::Random;
use operation::Operation;
use tree::{GRANT, Tree};

/// How many operations a tree lives for.
const OPERATIONS: usize = 60;

/// What a campaign has seen, by the ending of operations.
pub type Endings = std::collections::BTreeMap<String, u64>;

/// Runs the case of `seed`.
///
/// # Errors
/// The first difference.
pub fn run(seed: u64, endings: &mut Endings) -> Result<(), Finding> {
    let mut random = Random::new(seed);
    let folder = crate::temporary_folder()?;
    let [by_kernel, by_walk, by_model] =
        ["kernel", "walk", "model"].map(|name| folder.path().join(name));
    let tree = Tree::random(&mut random);
    for copy in [&by_kernel, &by_walk, &by_model] {
        tree.create(copy).map_err(|error| format!("cannot make a tree: {error}"))?;
    }
    let grants = [by_kernel.join(GRANT), by_walk.join(GRANT)];
    let _process =
        Process::start(&[(&grants[0], Access::ReadWrite), (&grants[1], Access::ReadWrite)]);
    let _interruptions = Injected::interruptions(Random::new(!seed));
    let mut before = Tree::read(&by_model)?;
    for step in 0..OPERATIONS {
        let operation = Operation::random(&mut random, &before);
        let expected = oracle::run(&operation, &before, &by_model);
        let found = operation.run(3, &by_kernel);
        let walked = {
            let _injected = Injected::without_openat2();
            operation.run(4, &by_walk)
        };
        let ending = match &expected {
            Ok(_) => String::from("done"),
            Err(errno) => format!("error {errno}"),
        };
        *endings.entry(ending).or_default() += 1;
        let explain = |who: &str, what: String| {
            format!("step {step}, {operation:?}: {who} {what}, in\n{before}")
        };
        for (who, answer) in [("the kernel's way", &found), ("the walk", &walked)] {
            if *answer != expected {
                return Err(explain(who, format!("says {answer:?}, the model {expected:?}")));
            }
        }
        let after = Tree::read(&by_model)?;
        for (who, copy) in [("the kernel's way", &by_kernel), ("the walk", &by_walk)] {
            let left = Tree::read(copy)?;
            if left != after {
                return Err(explain(who, format!("left\n{left}instead of\n{after}")));
            }
        }
        if before.beside_grant() != after.beside_grant() {
            return Err(explain("everybody", String::from("changed what is outside")));
        }
        before = after;
    }
    Ok(())
}

/// A path below the copy of the tree at `copy`, relative to the copy.
fn relative(path: &Path, copy: &Path) -> String {
    match path.strip_prefix(copy) {
        Ok(inside) => inside.display().to_string(),
        Err(_) => format!("OUTSIDE {}", path.display()),
    }
}
