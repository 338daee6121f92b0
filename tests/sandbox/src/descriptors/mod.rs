//! Random calls on descriptors with random rights, against a model that knows
//! what each number stands for and what may be done with it, while the kernel
//! refuses to open now and then.

mod calls;
mod model;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;
use std::rc::Rc;

use crate::Finding;
use crate::abi::capabilities::Access;
use crate::arch::{Injected, kernel};
use crate::host::descriptors;
use crate::paths::Endings;
use crate::process_under_test::{Process, UNREAL};
use crate::random::Random;

pub use calls::{Call, Found, Opening};
pub use model::{Expected, Model};

/// How many calls a case has.
const CALLS: usize = 150;

/// After how many calls the whole table is looked at.
const CHECK_EVERY: usize = 10;

/// Files of each of the two folders; each consists of one letter.
const FILES: [(&str, &str); 4] =
    [("f0", "aaaaaaaa"), ("f1", "bbbbbbbb"), ("f2", "cccccccc"), ("d/g", "dddddddd")];

/// The kernel's answers to the next attempts to open something.
type Refusals = Rc<Cell<Option<(isize, u32)>>>;

/// Runs the case of `seed`.
///
/// # Errors
/// The first difference.
pub fn run(seed: u64, endings: &mut Endings) -> Result<(), Finding> {
    let mut random = Random::new(seed);
    let folder = crate::temporary_folder()?;
    let [free, kept] = ["free", "kept"].map(|name| folder.path().join(name));
    for grant in [&free, &kept] {
        create(grant).map_err(|error| format!("cannot make a folder: {error}"))?;
    }
    let before = content(&kept)?;
    let _process = Process::start(&[(&free, Access::ReadWrite), (&kept, Access::ReadOnly)]);
    let (_injected, refusals) = refusing();
    let mut model = Model::new(&[(inode(&free)?, false), (inode(&kept)?, true)]);
    for step in 0..CALLS {
        let refusal = refusal(&mut random);
        refusals.set(refusal);
        let call = Call::random(&mut random, &model);
        let expected = call.expected(&model);
        let found = call.make();
        // A signal changes nothing.
        let may_fail = refusals.take() != refusal && refusal.is_some_and(|(errno, _)| errno != -4);
        let agree = match (&expected, &found) {
            (Expected::Error(expected), Err(found)) => expected == found,
            (Expected::Error(_), Ok(_)) => false,
            (Expected::Done, Err(errno)) => may_fail && refused(*errno),
            (Expected::Done, Ok(_)) => true,
            // The right to do it is there; the rest is the kernel's.
            // A file that is not open for writing cannot be allocated.
            (Expected::Allowed, Err(EBADF)) => matches!(call, Call::Allocate(_)),
            (Expected::Allowed, Err(errno)) => *errno != ENOTCAPABLE,
            (Expected::Allowed, Ok(_)) => true,
        };
        let explain = |what: String| format!("step {step}, {call:?}: {what}, in\n{model}");
        if !agree {
            return Err(explain(format!("{found:?} instead of {expected:?}")));
        }
        let ending = match &found {
            Ok(_) => String::from("done"),
            Err(errno) => format!("error {errno}"),
        };
        *endings.entry(ending).or_default() += 1;
        if let Ok(found) = found {
            let problem = model.clone().apply(&call, found);
            model = problem.map_err(explain)?;
        }
        if step % CHECK_EVERY == 0 || step + 1 == CALLS {
            check(&model, folder.path())
                .map_err(|what| format!("after step {step}, {call:?}: {what}, in\n{model}"))?;
        }
    }
    if content(&kept)? != before {
        return Err(format!("the read-only folder has changed: {:?}", content(&kept)?));
    }
    Ok(())
}

const EBADF: i32 = 9;
const ENOTCAPABLE: i32 = 4096;

fn refusing() -> (Injected, Refusals) {
    let refusals = Refusals::default();
    let shared = Rc::clone(&refusals);
    let injected = Injected::new(move |number, _| {
        match number {
            kernel::OPENAT2 | kernel::OPENAT => {}
            // The disk has time until later.
            kernel::FSYNC | kernel::FDATASYNC => return Some(0),
            _ => return None,
        }
        match shared.get() {
            Some((errno, count @ 1..)) => {
                shared.set(Some((errno, count - 1)));
                Some(errno)
            }
            _ => None,
        }
    });
    (injected, refusals)
}

/// `EINTR` a few times, or `ENFILE` or `EMFILE` once.
fn refusal(random: &mut Random) -> Option<(isize, u32)> {
    match random.below(12) {
        0 => Some((-4, 3)),
        1 => Some((-23, 1)),
        2 => Some((-24, 1)),
        _ => None,
    }
}

fn refused(errno: i32) -> bool {
    [23, 24].contains(&errno)
}

fn create(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder.join("d"))?;
    for (name, content) in FILES {
        fs::write(folder.join(name), content)?;
    }
    symlink("f0", folder.join("l"))
}

fn inode(path: &Path) -> Result<u64, Finding> {
    Ok(fs::metadata(path).map_err(|error| format!("{}: {error}", path.display()))?.ino())
}

/// Names, targets and contents, with the times of change.
fn content(folder: &Path) -> Result<BTreeMap<String, (String, i64)>, Finding> {
    let mut found = BTreeMap::new();
    for below in ["", "d"] {
        let names = fs::read_dir(folder.join(below)).map_err(|error| error.to_string())?;
        for name in names {
            let path = name.map_err(|error| error.to_string())?.path();
            let kind = fs::symlink_metadata(&path).map_err(|error| error.to_string())?;
            let text = fs::read_to_string(&path).unwrap_or_default();
            found.insert(path.display().to_string(), (text, kind.ctime() + kind.ctime_nsec()));
        }
    }
    Ok(found)
}

/// Whether the table is what the model says, and the kernel has nothing open
/// that the table does not know.
fn check(model: &Model, folder: &Path) -> Result<(), Finding> {
    let mut open = 0;
    for number in 0..model.end() {
        match (model.get(number), descriptors::get(number)) {
            (None, Err(_)) => {}
            (None, Ok(found)) => return Err(format!("{number} is open: {found:?}")),
            (Some(_), Err(_)) => return Err(format!("{number} is not open")),
            (Some(expected), Ok(found)) => {
                if let Some(wanted) = expected.inode {
                    open += 1;
                    let found = fs::metadata(format!("/proc/self/fd/{}", found.host.0));
                    let found = found.map_err(|error| format!("{number}: {error}"))?.ino();
                    if found != wanted {
                        return Err(format!("{number} is {found}, not {wanted}"));
                    }
                }
            }
        }
    }
    let all = fs::read_dir("/proc/self/fd").map_err(|error| error.to_string())?;
    let ours = all.filter_map(|name| fs::read_link(name.ok()?.path()).ok());
    let ours = ours.filter(|place| place.starts_with(folder)).count();
    if ours == open { Ok(()) } else { Err(format!("{ours} are open, not {open}")) }
}

/// Fills the table. What cannot have a number must not be opened, and so not be
/// made or truncated either.
///
/// # Errors
/// What is wrong.
pub fn exhaust() -> Result<(), Finding> {
    let folder = crate::temporary_folder()?;
    create(folder.path()).map_err(|error| format!("cannot make a folder: {error}"))?;
    let _process = Process::start(&[(folder.path(), Access::ReadWrite)]);
    let unreal = Injected::new(|number, _| (number == kernel::OPENAT2).then_some(UNREAL as isize));
    let opening = Opening::to_write("f0");
    let mut last = 3;
    loop {
        match calls::open(3, &opening) {
            Ok(number) if number == last + 1 => last = number,
            Ok(number) => return Err(format!("{number} follows {last}")),
            Err(24) => break,
            Err(errno) => return Err(format!("error {errno} after {last}")),
        }
    }
    drop(unreal);
    if last != 65_535 {
        return Err(format!("the last number is {last}"));
    }
    for name in ["new", "f0"] {
        let opening = Opening { create: true, truncate: true, ..Opening::to_write(name) };
        let found = calls::open(3, &opening);
        if found != Err(24) {
            return Err(format!("opening `{name}` without a number: {found:?}"));
        }
    }
    if folder.path().join("new").exists() {
        return Err(String::from("a file was made although it could not be opened"));
    }
    if fs::read_to_string(folder.path().join("f0")).ok().as_deref() != Some("aaaaaaaa") {
        return Err(String::from("a file was truncated although it could not be opened"));
    }
    for freed in [40_000, 5, 65_535] {
        descriptors::close(freed).map_err(|errno| format!("closing {freed}: {errno:?}"))?;
    }
    for expected in [Ok(5), Ok(40_000), Ok(65_535), Err(24)] {
        let found = calls::open(3, &Opening::to_write("f0"));
        if found != expected {
            return Err(format!("{found:?} instead of {expected:?}"));
        }
    }
    Ok(())
}
