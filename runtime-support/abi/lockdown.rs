//! How the kernel is told what an executable may do, before the program's first
//! instruction.
//!
//! A filter decides about system calls: seccomp(2). The compiler writes it as it
//! is handed to the kernel. Landlock keeps what is opened inside the granted
//! folders: landlock(7). Neither can be taken back.

/// Of an executable; part of the program descriptor. All zero: not at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct LockdownPlan {
    /// [`FilterInstruction`]s.
    pub filter: super::descriptor::Span,
    /// The newest version of Landlock that is made use of; 0: none.
    pub newest_landlock: u32,
    /// Of the constants below.
    pub flags: u32,
}

impl LockdownPlan {
    /// Where the kernel can, it is told.
    pub const WANTED: u32 = 1;
    /// Where the kernel cannot, the program does not start.
    pub const REQUIRED: u32 = 2;
    /// The program can link or move files from one folder to another, which the
    /// first version of Landlock always refuses.
    pub const MOVES_FILES: u32 = 4;
    /// Landlock forbids what leads out of the granted folders.
    pub const RESTRICTS_FOLDERS: u32 = 8;
    /// Landlock forbids TCP ports that are not granted.
    pub const RESTRICTS_PORTS: u32 = 16;

    pub const fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }
}

/// The newest version of Landlock that something here is for.
pub const NEWEST_LANDLOCK: u32 = 6;

/// An instruction of a filter. Source: `linux/filter.h`, `struct sock_filter`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct FilterInstruction {
    pub code: u16,
    /// Instructions to skip where the comparison holds.
    pub if_true: u8,
    /// And where it does not.
    pub if_false: u8,
    pub operand: u32,
}

/// The instructions that filters are made of. Sources: `linux/bpf_common.h`,
/// seccomp(2).
impl FilterInstruction {
    /// Loads four bytes of the call's description, see [`CallField`].
    pub const LOAD: u16 = 0x20;
    pub const JUMP_IF_EQUAL: u16 = 0x15;
    /// Without sign.
    pub const JUMP_IF_AT_LEAST: u16 = 0x35;
    /// If any of these bits is set.
    pub const JUMP_IF_ANY: u16 = 0x45;
    /// What happens: one of the verdicts.
    pub const RETURN: u16 = 0x06;

    pub const ALLOW: u32 = 0x7fff_0000;
    /// Plus an error number, which the call fails with.
    pub const FAIL: u32 = 0x0005_0000;
    /// The call is not made; a signal says so.
    pub const SIGNAL: u32 = 0x0003_0000;
    pub const KILL: u32 = 0x8000_0000;
}

/// Where in a call's description what is. Source: `linux/seccomp.h`,
/// `struct seccomp_data`.
#[derive(Debug)]
pub struct CallField;

impl CallField {
    pub const NUMBER: u32 = 0;
    pub const ARCHITECTURE: u32 = 4;

    /// The low half of an argument, on little-endian targets.
    pub const fn argument(number: u8) -> u32 {
        16 + 8 * number as u32
    }
}

macro_rules! folder_rights {
    ($($name:ident = $bit:literal, $version:literal, $reads:ident;)*) => {
        /// A set of what Landlock can forbid. Source: landlock(7), "Filesystem
        /// actions".
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(transparent)]
        pub struct FolderRights(pub u64);

        impl FolderRights {
            /// What a version of Landlock can forbid, of the rights here.
            pub const fn of_version(version: u32) -> FolderRights {
                FolderRights(0 $(| if version >= $version { 1 << $bit } else { 0 })*)
            }

            /// What a grant that is read-only leaves, of all rights here.
            pub const READING: FolderRights = FolderRights(0 $(| ($reads as u64) << $bit)*);
        }
    };
}

const YES: bool = true;
const NO: bool = false;

// Ioctls on devices are not here: the filter has the few that are made. What makes
// pipes and devices is allowed in writable folders, because moving them counts as
// making them; no program can make one.
folder_rights! {
    // name: bit, since version, part of reading
    EXECUTE = 0, 1, NO;
    WRITE_FILE = 1, 1, NO;
    READ_FILE = 2, 1, YES;
    READ_DIR = 3, 1, YES;
    REMOVE_DIR = 4, 1, NO;
    REMOVE_FILE = 5, 1, NO;
    MAKE_CHAR = 6, 1, NO;
    MAKE_DIR = 7, 1, NO;
    MAKE_REG = 8, 1, NO;
    MAKE_SOCK = 9, 1, NO;
    MAKE_FIFO = 10, 1, NO;
    MAKE_BLOCK = 11, 1, NO;
    MAKE_SYM = 12, 1, NO;
    // Linking and moving between folders: always forbidden unless allowed.
    REFER = 13, 2, NO;
    TRUNCATE = 14, 3, NO;
}

impl FolderRights {
    /// Never allowed anywhere.
    pub const EXECUTING: FolderRights = FolderRights(1);

    /// The rights of `self` that are not in `other`.
    pub const fn without(self, other: FolderRights) -> FolderRights {
        FolderRights(self.0 & !other.0)
    }

    pub const fn intersection(self, other: FolderRights) -> FolderRights {
        FolderRights(self.0 & other.0)
    }
}

/// Binding to and connecting to TCP ports, since version 4. Source: landlock(7),
/// "Network flags".
pub const TCP_RIGHTS: u64 = 3;
pub const TCP_SINCE: u32 = 4;

/// Abstract UNIX sockets and signals to others, since version 6. Source:
/// landlock(7), "Scope flags".
pub const SCOPES: u64 = 3;
pub const SCOPES_SINCE: u32 = 6;
