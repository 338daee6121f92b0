//! The tables that are looked at when something is thrown.

use wasi2native_runtime_support::abi::descriptor::Span;
use wasi2native_runtime_support::abi::exceptions::{CallSite, ExceptionRoot, Handler, TagEntry};

use super::{Checker, ensure};
use crate::error::Result;
use crate::link::image::Permissions;
use crate::link::records::{Record, decode_all};

impl Checker<'_> {
    /// Checks them. `functions` are the offsets of the functions.
    pub(super) fn exceptions(&self, functions: &[u32]) -> Result<()> {
        let descriptor = self.descriptor;
        let tags: Vec<TagEntry> = self.records("tags", descriptor.tags)?;
        let fields: Vec<u32> = self.records("exception fields", descriptor.exception_fields)?;
        ensure(tags.len() == self.program.tags.len(), || "tags are missing".to_owned())?;
        for tag in &tags {
            let fields = part(&fields, tag.first_field, tag.field_count);
            ensure(
                fields.is_some_and(|fields| fields.iter().all(|&field| field + 4 <= tag.size)),
                || format!("the exceptions of tag {} have values outside", tag.index),
            )?;
        }
        self.handlers(functions, tags.len())?;
        self.stack_maps(functions)?;
        self.records::<ExceptionRoot>("exception roots", descriptor.exception_roots).map(drop)
    }

    /// Every call with handlers is listed with them, and no other.
    fn handlers(&self, functions: &[u32], tags: usize) -> Result<()> {
        let sites = self.call_sites("handlers", self.descriptor.handler_sites)?;
        let handlers: Vec<Handler> = self.records("handlers", self.descriptor.handlers)?;
        let mut sites = sites.iter();
        for (function, &start) in self.code.functions.values().zip(functions) {
            for place in &function.handlers {
                let listed = sites.next().and_then(|site| {
                    let same = site.return_offset == start + place.return_offset
                        && site.frame_offset == place.frame_offset;
                    same.then(|| part(&handlers, site.first, site.count))?
                });
                let expected = place.handlers.iter().map(|&(tag, offset)| {
                    (tag.map_or(Handler::ANY_TAG, |tag| tag.as_u32()), start + offset)
                });
                let same = listed.is_some_and(|listed| {
                    listed.iter().map(|one| (one.tag, one.code_offset)).eq(expected)
                        && listed.iter().all(|handler| {
                            (handler.tag as usize) < tags || handler.tag == Handler::ANY_TAG
                        })
                });
                ensure(same, || format!("the handlers of a call in code at {start:#x} differ"))?;
            }
        }
        ensure(sites.next().is_none(), || "there are handlers of no call".to_owned())
    }

    /// Every call with references on the stack is listed with them.
    fn stack_maps(&self, functions: &[u32]) -> Result<()> {
        let sites = self.call_sites("stack maps", self.descriptor.stack_maps)?;
        let slots: Vec<u32> = self.records("stack map slots", self.descriptor.stack_map_slots)?;
        let mut sites = sites.iter();
        for (function, &start) in self.code.functions.values().zip(functions) {
            for map in &function.stack_maps {
                let same = sites.next().is_some_and(|site| {
                    site.return_offset == start + map.return_offset
                        && site.frame_offset == map.frame_offset
                        && part(&slots, site.first, site.count) == Some(&map.slots[..])
                        && map.slots.iter().all(|slot| slot + 4 <= map.frame_offset)
                });
                ensure(same, || format!("a stack map of code at {start:#x} differs"))?;
            }
        }
        ensure(sites.next().is_none(), || "there are stack maps of no call".to_owned())
    }

    fn call_sites(&self, what: &str, span: Span) -> Result<Vec<CallSite>> {
        let sites: Vec<CallSite> = self.records(what, span)?;
        ensure(sites.is_sorted_by(|a, b| a.return_offset < b.return_offset), || {
            format!("the {what} are not sorted")
        })?;
        Ok(sites)
    }

    fn records<R: Record>(&self, what: &str, span: Span) -> Result<Vec<R>> {
        let bytes = self.span(what, span, R::SIZE, Permissions::Read)?;
        Ok(decode_all(bytes).collect())
    }
}

fn part<T>(all: &[T], first: u32, count: u32) -> Option<&[T]> {
    all.get(first as usize..)?.get(..count as usize)
}
