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
    /// What was different in `wasi_unstable`, the snapshot before preview 1.
    Unstable,
    /// Handles of components, and the interfaces of WASI 0.2.
    Components,
    /// Messages of HTTP, in both directions, and the server.
    Http,
    /// Threads that a program starts.
    Threads,
}

impl Part {
    pub const ALL: &[Part] = &[
        Part::Http,
        Part::Components,
        Part::Exceptions,
        Part::SharedMemory,
        Part::Network,
        Part::Unstable,
        Part::Lockdown,
        Part::Arguments,
        Part::Embedded,
        Part::Explain,
        Part::Overriding,
        Part::Libcalls,
        Part::Threads,
    ];

    /// What runs in a single thread: all but the last.
    const SINGLE: &[Part] = Part::ALL.split_at(Part::ALL.len() - 1).0;

    /// What components without HTTP need of that: all but the first.
    const SINGLE_WITHOUT_HTTP: &[Part] = Part::SINGLE.split_at(1).1;

    /// What modules need of that: all but the first two.
    const SINGLE_OF_MODULES: &[Part] = Part::SINGLE.split_at(2).1;

    /// What modules need.
    #[cfg(feature = "threads")]
    const OF_MODULES: &[Part] = Part::ALL.split_at(2).1;

    /// As in `cfg(part = "…")`.
    pub const fn name(self) -> &'static str {
        match self {
            Part::Exceptions => "exceptions",
            Part::SharedMemory => "shared_memory",
            Part::Network => "network",
            Part::Lockdown => "lockdown",
            Part::Arguments => "arguments",
            Part::Embedded => "embedded",
            Part::Libcalls => "libcalls",
            Part::Explain => "explain",
            Part::Overriding => "overriding",
            Part::Unstable => "unstable",
            Part::Components => "components",
            Part::Http => "http",
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
    /// As `Command`, and can be locked down.
    Locked,
    /// Runs it, with what any module of a single thread can need.
    Complete,
    /// Runs it, with what any component without HTTP can need.
    Component,
    /// Runs it or serves by it, with what any component can need.
    Http,
    /// Runs it, with what any module can need.
    #[cfg(feature = "threads")]
    Threads,
    /// As `Http`, and checks its own work.
    Checked,
    /// Calls its entries as standard input says: for scripts of tests.
    Script,
}

impl Flavour {
    /// Those for commands come first, from the smallest to the largest.
    pub const ALL: &[Flavour] = &[
        Flavour::Command,
        Flavour::Locked,
        Flavour::Complete,
        Flavour::Component,
        Flavour::Http,
        #[cfg(feature = "threads")]
        Flavour::Threads,
        Flavour::Checked,
        Flavour::Script,
    ];

    /// As in `cfg(flavour = "…")`.
    pub const fn name(self) -> &'static str {
        match self {
            Flavour::Command => "command",
            Flavour::Locked => "locked",
            Flavour::Complete => "complete",
            Flavour::Component => "component",
            Flavour::Http => "http",
            #[cfg(feature = "threads")]
            Flavour::Threads => "threads",
            Flavour::Checked => "checked",
            Flavour::Script => "script",
        }
    }

    pub const fn parts(self) -> &'static [Part] {
        match self {
            Flavour::Command => &[],
            Flavour::Locked => &[Part::Lockdown],
            Flavour::Complete => Part::SINGLE_OF_MODULES,
            Flavour::Component | Flavour::Script => Part::SINGLE_WITHOUT_HTTP,
            Flavour::Http | Flavour::Checked => Part::SINGLE,
            #[cfg(feature = "threads")]
            Flavour::Threads => Part::OF_MODULES,
        }
    }

    /// Whether it is compiled with debug assertions.
    pub const fn has_assertions(self) -> bool {
        matches!(self, Flavour::Checked)
    }

    /// Whether it is compiled for speed, and a quarter larger than it could be: servers
    /// spend a tenth of their time in it. Other programs spend theirs in their own code,
    /// and what is hot for them, the functions on bytes, is assembly.
    pub const fn is_fast(self) -> bool {
        !matches!(self, Flavour::Command | Flavour::Checked | Flavour::Script)
    }

    /// The smallest for a command that needs these parts.
    pub fn for_command(needed: &[Part]) -> Flavour {
        Flavour::ALL
            .iter()
            .copied()
            .find(|flavour| flavour.has(needed))
            .expect("one of them has every part that is built")
    }

    /// This flavour, or, where it lacks some of these parts, one that has them too.
    pub fn with(self, needed: &[Part]) -> Flavour {
        if self.has(needed) {
            return self;
        }
        Flavour::for_command(&[self.parts(), needed].concat())
    }

    /// Whether it has all these parts.
    pub fn has(self, parts: &[Part]) -> bool {
        parts.iter().all(|part| self.parts().contains(part))
    }
}
