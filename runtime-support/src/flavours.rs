//! Which runtimes there are, and what each is made of. The build script, which
//! makes them, reads this file too.

/// What only some programs need of the runtime: where the source says
/// `cfg(part = "…")`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Objects for exceptions, and the search for handlers.
    Exceptions,
    /// Memories that several threads use, with `wait` and `notify`.
    SharedMemory,
    /// Telling the kernel what the program may do.
    Lockdown,
    /// Arguments that are compiled in.
    Arguments,
    /// Folders in the executable.
    Embedded,
    /// Saying why something was refused.
    Explain,
    /// Rights that are chosen at start.
    Overriding,
    /// What Cranelift calls where the CPU level has no instruction.
    Libcalls,
}

impl Part {
    pub const ALL: &[Part] = &[
        Part::Explain,
        Part::Overriding,
        Part::Libcalls,
        Part::Embedded,
        Part::Exceptions,
        Part::SharedMemory,
        Part::Lockdown,
        Part::Arguments,
    ];

    /// The part of this name.
    pub fn named(name: &str) -> Option<Part> {
        Part::ALL.iter().copied().find(|part| part.name() == name)
    }

    /// As in `cfg(part = "…")`.
    pub const fn name(self) -> &'static str {
        match self {
            Part::Exceptions => "exceptions",
            Part::SharedMemory => "shared_memory",
            Part::Lockdown => "lockdown",
            Part::Arguments => "arguments",
            Part::Embedded => "embedded",
            Part::Libcalls => "libcalls",
            Part::Explain => "explain",
            Part::Overriding => "overriding",
        }
    }
}

/// What a stub does with the program in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flavour {
    /// Runs it, with what most commands need.
    Command,
    /// Runs it, with what any command can need.
    Complete,
    /// Calls its entries as standard input says: for scripts of tests.
    Script,
}

impl Flavour {
    /// Those for commands come first, from the smallest to the largest.
    pub const ALL: &[Flavour] = &[Flavour::Command, Flavour::Complete, Flavour::Script];

    /// As in `cfg(flavour = "…")`.
    pub const fn name(self) -> &'static str {
        match self {
            Flavour::Command => "command",
            Flavour::Complete => "complete",
            Flavour::Script => "script",
        }
    }

    pub const fn parts(self) -> &'static [Part] {
        match self {
            Flavour::Command => &[],
            Flavour::Complete | Flavour::Script => Part::ALL,
        }
    }

    /// The smallest for a command that needs these parts.
    pub fn for_command(needed: &[Part]) -> Flavour {
        Flavour::ALL
            .iter()
            .copied()
            .find(|flavour| flavour.has(needed))
            .expect("`complete` has every part")
    }

    /// This flavour, or, where it lacks some of these parts, one that has them too.
    pub fn with(self, needed: &[Part]) -> Flavour {
        if self.has(needed) {
            return self;
        }
        Flavour::for_command(&[self.parts(), needed].concat())
    }

    fn has(self, parts: &[Part]) -> bool {
        parts.iter().all(|part| self.parts().contains(part))
    }
}
