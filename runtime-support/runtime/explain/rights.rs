//! Which right was missing, and who withheld it: the grant, or the program itself.

use super::files::{Act, Place, Refused};
use crate::abi::capabilities::Access;
use crate::host::descriptors::{self, Descriptor, Kind};
use crate::host::embedded;
use crate::host::rights::Rights;
use crate::host::status::Filetype;
use crate::message::Message;

/// Says why the rights for something were not there.
pub fn write(message: &mut Message, refused: &Refused<'_>) {
    if matches!(refused.act, Act::SetRights) {
        message.text("rights can be dropped, but not added");
    } else if let Some((descriptor, reason)) = missing(&refused.place) {
        write_reason(message, &refused.place, &descriptor, reason, "it is");
    } else if let Some(target) = &refused.target {
        match missing(target) {
            Some((descriptor, reason)) => {
                let subject = "the folder it would come to is";
                write_reason(message, target, &descriptor, reason, subject);
            }
            // See `check_transfer` of `host/tree.rs`.
            None => {
                message.text("more could be done with it in the folder it would come to");
            }
        }
    } else {
        write_own_doing(message, &refused.place);
    }
}

/// Who withheld a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    /// The grant.
    ReadOnly,
    /// The program, from the descriptor.
    Descriptor,
    /// The program, from what is opened through it.
    Below,
}

/// Why a descriptor will not do. What the program withheld comes first: another grant
/// would not help.
fn missing(place: &Place<'_>) -> Option<(Descriptor, Reason)> {
    let descriptor = descriptors::look(place.number?).ok()?;
    let reason = if !descriptor.rights.contains(place.needed) {
        Reason::Descriptor
    } else if !descriptor.inheriting.contains(place.needed_below) {
        Reason::Below
    } else if descriptor.access == Access::ReadOnly {
        Reason::ReadOnly
    } else {
        return None;
    };
    Some((descriptor, reason))
}

fn write_reason(
    message: &mut Message,
    place: &Place<'_>,
    descriptor: &Descriptor,
    reason: Reason,
    subject: &str,
) {
    match reason {
        Reason::ReadOnly if embedded::is_embedded(descriptor) => {
            message.text("what is embedded cannot be changed; --dir grants a folder that can");
        }
        Reason::ReadOnly => {
            message.text(subject);
            message.text(" granted read-only; --dir without `:ro` grants changes");
            if let Some(folder) = place.folder() {
                message.text(": `--dir HOST::").escaped(folder).text("`");
            }
        }
        Reason::Descriptor => write_own_doing(message, place),
        Reason::Below => {
            message.text("what is opened in this folder cannot get the right that this needs, ");
            message.text("because the program did not ask for it, or dropped it");
        }
    }
}

/// The descriptor lacks the right, whatever is granted.
fn write_own_doing(message: &mut Message, place: &Place<'_>) {
    let descriptor = place.number.and_then(|number| descriptors::look(number).ok());
    let Some(descriptor) = descriptor else {
        message.text("it was not granted");
        return;
    };
    let was_opened_by_program = match descriptor.kind {
        Kind::Inherited | Kind::Listener | Kind::Granted => false,
        Kind::Embedded => place.folder().is_none(),
        _ => true,
    };
    if is_folder(&descriptor) && !Rights::OF_FOLDER.contains(place.needed) {
        message.text("it is a folder, which this cannot be done to");
    } else if was_opened_by_program {
        message.text("the program opened the descriptor without the right that this needs, ");
        message.text("or dropped it");
    } else {
        message.text("the program has dropped the right that this needs");
    }
}

/// Whether it was opened as a folder: as nothing else, it would have other rights.
fn is_folder(descriptor: &Descriptor) -> bool {
    match descriptor.kind {
        Kind::Folder | Kind::Granted => true,
        _ => match embedded::attributes(descriptor) {
            Some(Ok(attributes)) => attributes.filetype == Filetype::Directory,
            _ => false,
        },
    }
}
