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
}

impl Part {
    pub const ALL: &[Part] = &[Part::Exceptions, Part::SharedMemory, Part::Network];

    /// As in `cfg(part = "…")`.
    pub const fn name(self) -> &'static str {
        match self {
            Part::Exceptions => "exceptions",
            Part::SharedMemory => "shared_memory",
            Part::Network => "network",
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
        let has_all = |flavour: &Flavour| needed.iter().all(|part| flavour.parts().contains(part));
        Flavour::ALL.iter().copied().find(has_all).expect("`complete` has every part")
    }
}
