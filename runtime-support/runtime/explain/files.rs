//! Why something about files was refused.

use super::paths::{Fault, fault};
use super::rights;
use crate::host::path::Path;
use crate::host::rights::Rights;
use crate::host::sandbox::Follow;
use crate::host::{ENOTCAPABLE, grants};
use crate::message::Message;
use crate::program;
use crate::sys::Errno;

/// What was wanted of a descriptor, or of a path below a folder.
#[derive(Clone, Copy)]
pub struct Refused<'a> {
    pub function: &'a str,
    pub act: Act<'a>,
    pub place: Place<'a>,
    /// Where something gets a name, where there are two places.
    pub target: Option<Place<'a>>,
}

/// A descriptor, or a name below a folder.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub number: Option<u32>,
    pub path: Option<&'a Path>,
    /// What the operation needs of the descriptor. Nothing where only the grant can
    /// have stood in the way.
    pub needed: Rights,
    /// The same of what the descriptor passes on.
    pub needed_below: Rights,
}

/// What matters about an operation, apart from where it is done.
#[derive(Clone, Copy)]
pub enum Act<'a> {
    /// Something is done to what the path stands for.
    On(Follow),
    ReadLink,
    /// A link is made that says this.
    MakeLink(&'a Path),
    SetRights,
}

impl Place<'_> {
    /// The name of the folder, if it is one that the program found open.
    pub fn folder(&self) -> Option<&'static [u8]> {
        grants::guest_name(self.number?).ok()
    }

    fn write(&self, message: &mut Message) {
        if let Some(path) = self.path {
            message.text("`").escaped(path.bytes()).text("`");
        }
        if let Some(folder) = self.folder() {
            message.text(" in `").escaped(folder).text("`");
        }
    }
}

impl<'a> Refused<'a> {
    /// Explains an error, if it is one of rights.
    pub fn explain(&self, errno: Errno) {
        if errno == ENOTCAPABLE {
            super::once(&|message| {
                self.write(message);
                rights::write(message, self);
            });
        } else if errno == Errno::EPERM && self.place.path.is_some() {
            let fault = self.fault();
            super::once(&|message| {
                self.write(message);
                self.write_fault(message, fault);
            });
        }
    }

    /// What was wanted.
    fn write(&self, message: &mut Message) {
        message.text(self.function);
        if self.place.path.is_some() {
            message.text(" of ");
        }
        self.place.write(message);
        if let Some(target) = self.target {
            message.text(" to ");
            target.write(message);
        }
        if let Act::MakeLink(text) = self.act {
            message.text(" to `").escaped(text.bytes()).text("`");
        }
        message.text(": ");
    }

    /// What is wrong with which path.
    fn fault(&self) -> Option<(Fault, &'a Path)> {
        let follow = match self.act {
            Act::MakeLink(text) if text.is_absolute() => return None,
            Act::On(follow) => follow,
            _ => Follow::No,
        };
        let of = |place: Place<'a>, follow| {
            let path = place.path?;
            Some((fault(place.number?, path, follow)?, path))
        };
        of(self.place, follow).or_else(|| of(self.target?, Follow::No))
    }

    fn write_fault(&self, message: &mut Message, fault: Option<(Fault, &Path)>) {
        match (fault, self.act) {
            (Some((fault, path)), _) => {
                match self.target {
                    Some(_) => message.text("`").escaped(path.bytes()).text("`"),
                    None => message.text("the path"),
                };
                message.text(fault.predicate());
            }
            (None, Act::MakeLink(text)) if text.is_absolute() => {
                message.text("no option permits links to absolute paths");
            }
            (None, Act::ReadLink) => {
                message.text("it is a link to an absolute path, which no option shows");
            }
            _ => {
                message.text("the system forbids it");
            }
        }
    }
}

/// Explains, where no folder is granted, that the program finds none.
pub fn no_folder(function: &str) {
    let is_granted = grants::capabilities().is_some_and(|all| all.folder_count() > 0);
    if !is_granted && program::embedded_roots().is_empty() {
        super::once(&|message| {
            message.text(function);
            message.text(": no folder is granted, so nothing can be opened; --dir grants one");
        });
    }
}
