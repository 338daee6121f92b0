//! Which functions of the program were running: found by following frame
//! pointers, kept as offsets into the code, named when printed.

use crate::abi::descriptor::FunctionEntry;
use crate::frames::{Frames, read_word};
use crate::message::Message;
use crate::program;
use crate::stack::Stack;

/// Callers that are kept, from the innermost.
const INNERMOST: usize = 48;
/// Callers that are kept, from the outermost.
const OUTERMOST: usize = 16;

/// Places in the program's code, the innermost first.
pub struct Backtrace {
    innermost: [u32; INNERMOST],
    /// A ring: the frame with number `n` is at `n % OUTERMOST`.
    outermost: [u32; OUTERMOST],
    /// All frames, kept or not.
    count: usize,
}

impl Backtrace {
    pub const EMPTY: Backtrace =
        Backtrace { innermost: [0; INNERMOST], outermost: [0; OUTERMOST], count: 0 };

    /// Starts over, with the registers of code that runs on `stack`.
    pub fn collect(
        &mut self,
        program_counter: usize,
        stack_pointer: usize,
        frame_pointer: usize,
        stack: Stack,
    ) {
        self.count = 0;
        self.push(program_counter);
        // A function that has not set up its frame yet, because even that was
        // too much for the stack, still has its return address on top. So may
        // one of the runtime.
        if program::code_offset(program_counter).is_none_or(starts_function)
            && let Some(return_address) = read_word(stack_pointer, stack)
        {
            self.push(return_address.wrapping_sub(1));
        }
        for call in Frames::new(frame_pointer, stack) {
            // A return address may be the next function's first; the call is
            // before it.
            self.push(call.return_address.wrapping_sub(1));
        }
    }

    /// Adds one line for each frame.
    pub fn print(&self, message: &mut Message) {
        let innermost = self.count.min(INNERMOST);
        for number in 0..innermost {
            print_frame(number, self.innermost[number], message);
        }
        let behind = self.count - innermost;
        let outermost = behind.min(OUTERMOST);
        if behind > outermost {
            message.text("\n  ... ").decimal((behind - outermost) as u64).text(" more");
        }
        for number in self.count - outermost..self.count {
            print_frame(number, self.outermost[number % OUTERMOST], message);
        }
    }

    /// Keeps a place, if it is one of the program's own functions.
    #[inline(never)]
    fn push(&mut self, program_counter: usize) {
        let Some(offset) = program::code_offset(program_counter) else { return };
        if function_at(offset).is_none_or(|function| function.index == u32::MAX) {
            return;
        }
        match self.innermost.get_mut(self.count) {
            Some(place) => *place = offset,
            None => self.outermost[self.count % OUTERMOST] = offset,
        }
        self.count += 1;
    }
}

#[inline(never)]
fn print_frame(number: usize, offset: u32, message: &mut Message) {
    let Some(function) = function_at(offset) else { return };
    message.text(if number < 10 { "\n   " } else { "\n  " }).decimal(number as u64).text(": ");
    let name = program::name(function);
    if name.is_empty() {
        message.text("wasm ");
    }
    message.named(name, "function ", function.index);
}

/// The function that has the code at `offset`.
#[inline(never)]
fn function_at(offset: u32) -> Option<&'static FunctionEntry> {
    let functions = program::functions();
    let behind = functions.partition_point(|function| function.code_offset <= offset);
    functions.get(behind.checked_sub(1)?)
}

/// Whether a function's first instruction is at `offset`.
fn starts_function(offset: u32) -> bool {
    function_at(offset).is_some_and(|function| function.code_offset == offset)
}
