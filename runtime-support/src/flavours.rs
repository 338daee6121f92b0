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
    /// Sockets, but for reading and writing them as files, and names of hosts.
    Network,
    /// What was different in `wasi_unstable`, the snapshot before preview 1.
    Unstable,
    /// Threads that a program starts.
    Threads,
}

impl Part {
    pub const ALL: &[Part] =
        &[Part::Exceptions, Part::SharedMemory, Part::Network, Part::Unstable, Part::Threads];

    /// What runs in a single thread.
    const SINGLE: &[Part] = &[Part::Exceptions, Part::SharedMemory, Part::Network, Part::Unstable];

    /// As in `cfg(part = "…")`.
    pub const fn name(self) -> &'static str {
        match self {
            Part::Exceptions => "exceptions",
            Part::SharedMemory => "shared_memory",
            Part::Network => "network",
            Part::Unstable => "unstable",
            Part::Threads => "threads",
        }
    }

    /// The part of this name.
    pub fn of_name(name: &str) -> Option<Part> {
        Part::ALL.iter().copied().find(|part| part.name() == name)
    }
}

/// What a stub does with the program in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flavour {
    /// Runs it, with what most commands need.
    Command,
    /// Runs it, with what any command of a single thread can need.
    Complete,
    /// Runs it, with what any command can need.
    #[cfg(feature = "threads")]
    Threads,
    /// Calls its entries as standard input says: for scripts of tests.
    Script,
}

impl Flavour {
    /// Those for commands come first, from the smallest to the largest.
    pub const ALL: &[Flavour] = &[
        Flavour::Command,
        Flavour::Complete,
        #[cfg(feature = "threads")]
        Flavour::Threads,
        Flavour::Script,
    ];

    /// As in `cfg(flavour = "…")`.
    pub const fn name(self) -> &'static str {
        match self {
            Flavour::Command => "command",
            Flavour::Complete => "complete",
            #[cfg(feature = "threads")]
            Flavour::Threads => "threads",
            Flavour::Script => "script",
        }
    }

    pub const fn parts(self) -> &'static [Part] {
        match self {
            Flavour::Command => &[],
            Flavour::Complete | Flavour::Script => Part::SINGLE,
            #[cfg(feature = "threads")]
            Flavour::Threads => Part::ALL,
        }
    }

    /// The smallest for a command that needs these parts.
    pub fn for_command(needed: &[Part]) -> Flavour {
        let has_all = |flavour: &Flavour| needed.iter().all(|part| flavour.parts().contains(part));
        Flavour::ALL
            .iter()
            .copied()
            .find(has_all)
            .expect("one of them has every part that is built")
    }
}
