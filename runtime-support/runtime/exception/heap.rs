//! A thread's exceptions: a heap in address space of its own, with mark and
//! sweep. Objects do not move.
//!
//! Objects and free stretches lie behind each other without gaps. After a
//! collection the heap is swept as it is allocated from: what is not marked is
//! united with what is free next to it and used again. When that is done the
//! heap grows at its end, until as many bytes were allocated as had survived the
//! collection before; then it is time for the next. So the heap is a small
//! multiple of what the program holds on to, and neither part costs more than
//! a constant for each allocation.
//!
//! # Safety
//! Only touches what lies between the start of the heap and its end.
#![allow(unsafe_code)]

use super::roots;
use crate::abi::exceptions::ExceptionObject;
use crate::frames::Frames;
use crate::program;
use crate::sys::memory;
use crate::threads;

/// No object is at 0, which is null.
const START: u32 = ExceptionObject::ALIGNMENT;
const LARGEST: u32 = 1 << 30;
/// Where the address space is scarce, for example by `ulimit -v`.
const SMALLEST: u32 = 1 << 20;
/// Bytes that are allocated between collections at least.
const BUDGET: u32 = 32 << 10;

/// In the place of a tag: a free stretch, whose `mark` is its size.
const FREE: u32 = u32::MAX;
/// The mark of an object that is reachable. While objects are being marked, it
/// may also be the next one whose fields are to be looked at.
const MARKED: u32 = 1;

/// See the module. All places are distances from `base`.
pub struct ExceptionHeap {
    base: usize,
    /// Bytes that may be used; 0 before the first exception.
    capacity: u32,
    /// Objects and free stretches end here.
    end: u32,
    /// Everything before was swept after the latest collection.
    swept: u32,
    /// Bytes since the latest collection.
    allocated: u32,
    /// The next collection is after so many.
    budget: u32,
    /// What was thrown last and caught. It is read before the next collection.
    pub caught: u32,
}

impl ExceptionHeap {
    pub const EMPTY: ExceptionHeap = ExceptionHeap {
        base: 0,
        capacity: 0,
        end: START,
        swept: START,
        allocated: 0,
        budget: BUDGET,
        caught: 0,
    };

    /// A place for an object of `size` bytes, a multiple of the alignment, if
    /// there is room. What is reachable from `frames` and the program's globals
    /// and tables stays.
    pub fn allocate(&mut self, size: u32, frames: impl Fn() -> Frames) -> Option<u32> {
        if self.capacity == 0 {
            self.map()?;
        }
        loop {
            if let Some(place) = self.sweep(size) {
                self.allocated = self.allocated.saturating_add(size);
                return Some(place);
            }
            let is_full = self.capacity - self.end < size;
            if is_full && self.allocated == 0 {
                return None;
            }
            if is_full || self.allocated >= self.budget {
                self.collect(frames());
                continue;
            }
            let place = self.end;
            self.end += size;
            self.swept = self.end;
            self.allocated += size;
            return Some(place);
        }
    }

    /// Begins an object at a place that was allocated for it.
    pub fn write(&mut self, place: u32, header: ExceptionObject) -> *mut ExceptionObject {
        let object = self.object(place);
        // SAFETY: the place is inside the heap, aligned, and nobody else's.
        unsafe { object.write(header) };
        object
    }

    /// The object that a reference stands for.
    pub fn object(&self, reference: u32) -> *mut ExceptionObject {
        (self.base + reference as usize) as *mut ExceptionObject
    }

    /// The reference that stands for an object.
    pub fn reference(&self, object: *const ExceptionObject) -> u32 {
        (object as usize - self.base) as u32
    }

    fn map(&mut self) -> Option<()> {
        let mut capacity = LARGEST;
        let base = threads::exceptions();
        while memory::map_at(base, capacity as usize).is_err() {
            capacity /= 2;
            if capacity < SMALLEST {
                return None;
            }
        }
        (self.base, self.capacity) = (base, capacity);
        Some(())
    }

    fn header(&mut self, place: u32) -> &mut ExceptionObject {
        // SAFETY: objects and stretches that are known of begin with a header.
        unsafe { &mut *self.object(place) }
    }

    /// Sweeps on until there is a free stretch of `size` bytes, and takes it.
    fn sweep(&mut self, size: u32) -> Option<u32> {
        let mut free = self.swept;
        while self.swept < self.end {
            let swept = self.swept;
            let &mut ExceptionObject { tag, mark } = self.header(swept);
            self.swept += if tag == FREE { mark } else { size_of_tag(tag) };
            if tag != FREE && mark != 0 {
                self.header(swept).mark = 0;
                self.set_free(free, swept);
                free = self.swept;
            } else if self.swept - free >= size {
                self.set_free(free + size, self.swept);
                self.swept = free + size;
                return Some(free);
            }
        }
        // What is free at the end is no part of the heap any more.
        (self.end, self.swept) = (free, free);
        None
    }

    fn set_free(&mut self, from: u32, to: u32) {
        if from < to {
            *self.header(from) = ExceptionObject { tag: FREE, mark: to - from };
        }
    }

    /// Marks what is reachable. Everything was swept before, so nothing is
    /// marked yet.
    #[inline(never)]
    fn collect(&mut self, frames: Frames) {
        let mut live = 0u32;
        // A list through the marks themselves: however deep exceptions refer to
        // exceptions, it takes no stack.
        let mut pending = MARKED;
        roots::for_each(frames, &mut |reference| self.mark(reference, &mut pending));
        while pending != MARKED {
            let place = pending;
            let &mut ExceptionObject { tag, mark } = self.header(place);
            pending = mark;
            self.header(place).mark = MARKED;
            live += size_of_tag(tag);
            for &field in program::tag(tag).map_or(&[][..], program::exception_fields) {
                // SAFETY: the offset is one of a reference in such an object.
                let reference = unsafe { *self.object(place + field).cast::<u32>() };
                self.mark(reference, &mut pending);
            }
        }
        self.budget = live.max(BUDGET);
        (self.swept, self.allocated) = (START, 0);
    }

    #[inline(never)]
    fn mark(&mut self, reference: u32, pending: &mut u32) {
        if reference != 0 && self.header(reference).mark == 0 {
            self.header(reference).mark = *pending;
            *pending = reference;
        }
    }
}

#[inline(never)]
fn size_of_tag(tag: u32) -> u32 {
    program::tag(tag).map_or(0, |tag| tag.size)
}
