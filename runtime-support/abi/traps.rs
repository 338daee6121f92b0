//! The ways a WebAssembly program can trap: one row each.

macro_rules! traps {
    (
        $($(#[$doc:meta])* $name:ident = $message:literal,)*
        ;
        $($(#[$part_doc:meta])* $part_name:ident = $part_message:literal,)*
    ) => {
        /// Why a WebAssembly program stopped. The number is what trap tables hold.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Trap {
            $($(#[$doc])* $name,)*
            $($(#[$part_doc])* $part_name,)*
        }

        impl Trap {
            /// Every trap, in the order of their numbers.
            pub const ALL: &[Trap] = &[$(Trap::$name,)* $(Trap::$part_name,)*];

            /// All messages, one a line, in the order of their numbers. Smaller
            /// than a table.
            #[cfg(not(part = "components"))]
            pub const MESSAGES: &str = concat!($($message, "\n"),*);
            /// As above, with those that only components can come to.
            #[cfg(part = "components")]
            pub const MESSAGES: &str =
                concat!($($message, "\n",)* $($part_message, "\n"),*);

            /// What is printed after `wasm trap: `, in the words of the core
            /// specification's tests where they have words for it.
            pub const fn message(self) -> &'static str {
                match self {
                    $(Trap::$name => $message,)*
                    $(Trap::$part_name => $part_message,)*
                }
            }

            /// The name of the row.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Trap::$name => stringify!($name),)*
                    $(Trap::$part_name => stringify!($part_name),)*
                }
            }
        }
    };
}

traps! {
    Unreachable = "unreachable",
    MemoryOutOfBounds = "out of bounds memory access",
    TableOutOfBounds = "out of bounds table access",
    /// `call_indirect` with an index past the end of the table.
    UndefinedElement = "undefined element",
    /// `call_indirect` on a null reference.
    UninitializedElement = "uninitialized element",
    IndirectCallTypeMismatch = "indirect call type mismatch",
    IntegerDivideByZero = "integer divide by zero",
    IntegerOverflow = "integer overflow",
    BadConversionToInteger = "invalid conversion to integer",
    StackExhausted = "call stack exhausted",
    NullReference = "null reference",
    /// `call_ref` of null.
    NullFunctionReference = "null function reference",
    UnalignedAtomic = "unaligned atomic",
    /// `memory.atomic.wait` on a memory that is not shared.
    ExpectedSharedMemory = "expected shared memory",
    UncaughtException = "uncaught exception",
    /// `throw_ref` of null.
    NullExceptionReference = "null exception reference",
    /// The exceptions that the program holds on to are too many.
    ExceptionsExhausted = "out of memory for exceptions",
    CastFailure = "cast failure",
    ArrayOutOfBounds = "out of bounds array access",
    ;
    // What the canonical ABI of components traps on.
    UnalignedPointer = "unaligned pointer",
    StringOutOfBounds = "string content out-of-bounds",
    ListOutOfBounds = "list content out-of-bounds",
    InvalidUtf8 = "invalid utf-8",
    /// The text ends within a character.
    IncompleteUtf8 = "incomplete utf-8 byte sequence",
    /// Half of a surrogate pair.
    InvalidUtf16 = "invalid utf-16",
    InvalidChar = "invalid char",
    InvalidDiscriminant = "invalid discriminant",
    UnknownHandle = "unknown handle index",
    HandleTypeMismatch = "handle index used with the wrong type",
    /// An own handle is given away or dropped while a call is lent it.
    HandleLent = "cannot remove owned resource while borrowed",
    /// A borrowed handle stands where an own handle should.
    HandleNotOwned = "cannot lift own resource from a borrow",
    BorrowsRemain = "borrow handles still remain at the end of the call",
    HandlesExhausted = "too many handles",
    /// Such as by a call from within `realloc` or `post-return`.
    CannotLeave = "cannot leave component instance",
    CannotEnter = "cannot enter component instance",
    /// What `realloc` returned is no place in memory.
    ReallocOutOfBounds = "realloc return: beyond end of memory",
    /// More bytes than a 32-bit memory can have.
    ListTooLong = "list is too long",
    /// Such as a write of more than was allowed.
    WasiMisused = "a function of WASI was called against its contract",
    /// What the messages of HTTP that the program holds on to take.
    HostExhausted = "out of memory for messages of HTTP",
    /// `wasi:cli/exit` in a server ends the request alone.
    HandlerExited = "the handler called exit",
}

impl Trap {
    /// The trap with this number.
    pub fn from_number(number: u8) -> Option<Trap> {
        Trap::ALL.get(usize::from(number)).copied()
    }
}
