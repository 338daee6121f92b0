//! The frames of running functions, found by following frame pointers. System V
//! ABI, AMD64 supplement, "The Stack Frame": a frame pointer leads to the
//! caller's, and behind that is the return address.
//!
//! # Safety
//! Reads words of the program's stack, each after a check that it is one.
#![allow(unsafe_code)]

use crate::stack::Stack;

/// A call that has not returned.
pub struct CallFrame {
    pub return_address: usize,
    /// The frame pointer of the function that made it.
    pub caller: usize,
}

/// The calls that are under way, the innermost first, as long as their frames
/// are on `stack`.
pub struct Frames {
    frame_pointer: usize,
    stack: Stack,
}

impl Frames {
    /// Begins with the call of the function whose frame pointer this is.
    pub fn new(frame_pointer: usize, stack: Stack) -> Frames {
        Frames { frame_pointer, stack }
    }
}

impl Iterator for Frames {
    type Item = CallFrame;

    #[inline(never)]
    fn next(&mut self) -> Option<CallFrame> {
        let frame = self.frame_pointer;
        let caller = read_word(frame, self.stack)?;
        let return_address = read_word(frame.wrapping_add(8), self.stack)?;
        // Frames of callers are higher up, so this ends even where a frame
        // pointer is something else.
        self.frame_pointer = if caller > frame { caller } else { 0 };
        Some(CallFrame { return_address, caller })
    }
}

/// The word at `address`, if that is on the stack.
#[inline(never)]
pub fn read_word(address: usize, stack: Stack) -> Option<usize> {
    // SAFETY: the stack is mapped, and the word is in its usable part.
    stack.holds_word(address).then(|| unsafe { (address as *const usize).read() })
}
