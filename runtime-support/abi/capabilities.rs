//! What an executable may do, as bytes inside it.
//!
//! Encoding, little-endian: `flags: u32`, then the number of folders and each
//! folder, then the number of variables and each variable, then the number of
//! network grants and each of them, then the number of inherited sockets and each
//! one's descriptor, `u32`. A folder is `access: u32, host: string, guest: string`;
//! a variable is `kind: u32, name: string, value: string`; a network grant is
//! `act: u32, form: u32, prefix: u32, first port: u32, last port: u32, host:
//! string`, where `form` says what the bytes of `host` are; a string is `length:
//! u32`, its bytes and a NUL that the length does not count, so that it can be
//! handed to the kernel. Behind all that, for an HTTP server only, comes how it
//! serves: `pinned: u32, workers: u32, body: u64, form: u32, port: u32, address: string`.

use core::net::IpAddr;
use core::net::SocketAddr;

/// The program sees the whole environment it is started with.
pub const INHERIT_ENV: u32 = 1;
/// The program may use the network as a native program does.
pub const INHERIT_NETWORK: u32 = 2;
/// The program gets the sockets that a service manager starts it with. Source:
/// sd_listen_fds(3).
pub const INHERIT_LISTENERS: u32 = 4;

/// [`OVERRIDE_VARIABLE`] may replace what is granted here.
pub const ALLOW_OVERRIDE: u32 = 1 << 8;
/// What is refused is explained on standard error.
pub const EXPLAIN: u32 = 1 << 9;

/// The variable of the environment by which rights are chosen at start, where that is
/// allowed: words as on the command line of the compiler. A backslash takes the special
/// meaning from what is behind it.
pub const OVERRIDE_VARIABLE: &[u8] = b"WASI2NATIVE_OVERRIDE";

/// What may be done in a granted folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Access {
    ReadWrite = 0,
    ReadOnly = 1,
}

/// A folder that the program finds open at start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Folder<'a> {
    /// Resolved when the executable starts, relative to its working folder.
    pub host: &'a [u8],
    /// The name the program knows it by.
    pub guest: &'a [u8],
    pub access: Access,
}

/// A variable that the program finds in its environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable<'a> {
    pub name: &'a [u8],
    /// `None` passes the executable's own variable through, if it has it.
    pub value: Option<&'a [u8]>,
}

/// What a program does at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum NetworkAct {
    /// Connects to it, or sends datagrams there.
    Connect = 0,
    /// Accepts connections at it, or receives datagrams there.
    Listen = 1,
}

/// Addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hosts<'a> {
    Any,
    /// Those that begin with the same bits, so many of them.
    Prefix(IpAddr, u8),
    /// Those that a name stands for when the program runs. In lower case, without
    /// a dot at the end.
    Name(&'a [u8]),
}

/// The numbers of [`Hosts`] in the encoding.
pub mod form {
    pub const ANY: u32 = 0;
    pub const NAME: u32 = 1;
    pub const INET4: u32 = 4;
    pub const INET6: u32 = 6;
}

/// Addresses and ports that the program may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkGrant<'a> {
    pub act: NetworkAct,
    pub hosts: Hosts<'a>,
    pub first_port: u16,
    pub last_port: u16,
}

impl NetworkGrant<'_> {
    pub fn has_port(&self, port: u16) -> bool {
        (self.first_port..=self.last_port).contains(&port)
    }
}

/// How a program serves that is an HTTP server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Serve {
    /// Where it listens, unless it is started with another address. Port 0 is one that
    /// the kernel chooses.
    pub address: SocketAddr,
    /// Whether the address cannot be changed when it is started.
    pub pinned: bool,
    /// How many processes serve; 0 is one for each CPU.
    pub workers: u32,
    /// The largest body of a request, in bytes.
    pub most_body: u64,
}

/// Whether an address begins with the first `bits` of another.
pub fn has_prefix(address: IpAddr, prefix: IpAddr, bits: u8) -> bool {
    let (different, size) = match (address, prefix) {
        (IpAddr::V4(address), IpAddr::V4(prefix)) => {
            (u128::from(address.to_bits() ^ prefix.to_bits()), 32)
        }
        (IpAddr::V6(address), IpAddr::V6(prefix)) => (address.to_bits() ^ prefix.to_bits(), 128),
        _ => return false,
    };
    let rest = u32::saturating_sub(size, u32::from(bits));
    different.checked_shr(rest).unwrap_or(0) == 0
}

/// Reads encoded capabilities. Malformed bytes end the iteration: they are
/// written by our own compiler, and fewer rights are the safe side.
#[derive(Clone, Copy, Debug)]
pub struct Capabilities<'a> {
    flags: u32,
    folders: List<'a>,
    variables: List<'a>,
    #[cfg(part = "network")]
    network: List<'a>,
    #[cfg(part = "network")]
    listeners: List<'a>,
    #[cfg(part = "network")]
    serve: Option<Serve>,
}

#[derive(Clone, Copy, Debug)]
struct List<'a> {
    rest: &'a [u8],
    count: u32,
}

impl<'a> Capabilities<'a> {
    /// `None` where the bytes are not capabilities.
    pub fn decode(bytes: &'a [u8]) -> Option<Capabilities<'a>> {
        let mut rest = bytes;
        let flags = take_u32(&mut rest)?;
        let folder_count = take_u32(&mut rest)?;
        let folders = List { rest, count: folder_count };
        for _ in 0..folder_count {
            take_folder(&mut rest)?;
        }
        let variable_count = take_u32(&mut rest)?;
        let variables = List { rest, count: variable_count };
        for _ in 0..variable_count {
            take_variable(&mut rest)?;
        }
        #[cfg(part = "network")]
        {
            let network = take_list(&mut rest, |rest| {
                *rest = rest.get(NETWORK_GRANT_NUMBERS * 4..)?;
                take_string(rest).map(drop)
            })?;
            let listeners = take_list(&mut rest, |rest| take_u32(rest).map(drop))?;
            let serve = if rest.is_empty() { None } else { Some(take_serve(&mut rest)?) };
            let capabilities =
                Capabilities { flags, folders, variables, network, listeners, serve };
            rest.is_empty().then_some(capabilities)
        }
        // A runtime without sockets has no use for what is left.
        #[cfg(not(part = "network"))]
        Some(Capabilities { flags, folders, variables })
    }

    pub fn inherits_env(&self) -> bool {
        self.flags & INHERIT_ENV != 0
    }

    pub fn inherits_network(&self) -> bool {
        self.flags & INHERIT_NETWORK != 0
    }

    /// Whether one of the flags above is set.
    pub fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    /// The flag, if it is set.
    pub fn flag(&self, flag: u32) -> u32 {
        self.flags & flag
    }

    /// Whether anything is granted that needs the network.
    #[cfg(part = "network")]
    pub fn uses_network(&self) -> bool {
        let flags = INHERIT_NETWORK | INHERIT_LISTENERS;
        self.has(flags) || self.network.count + self.listeners.count > 0 || self.serve.is_some()
    }

    /// A runtime without sockets does not use it.
    #[cfg(not(part = "network"))]
    pub fn uses_network(&self) -> bool {
        self.inherits_network()
    }

    pub fn inherits_listeners(&self) -> bool {
        self.flags & INHERIT_LISTENERS != 0
    }

    pub fn folder_count(&self) -> usize {
        self.folders.count as usize
    }

    /// The granted folders, in the order in which the program finds them.
    pub fn folders(&self) -> impl Iterator<Item = Folder<'a>> + use<'a> {
        let List { mut rest, count } = self.folders;
        (0..count).map_while(move |_| take_folder(&mut rest))
    }

    /// The granted variables, in the order of the flags.
    pub fn variables(&self) -> impl Iterator<Item = Variable<'a>> + use<'a> {
        let List { mut rest, count } = self.variables;
        (0..count).map_while(move |_| take_variable(&mut rest))
    }
}

/// What programs with sockets may do.
#[cfg(part = "network")]
impl<'a> Capabilities<'a> {
    /// What the program may do in the network, in the order of the flags.
    pub fn network_grants(&self) -> impl Iterator<Item = NetworkGrant<'a>> + use<'a> {
        let List { mut rest, count } = self.network;
        (0..count).map_while(move |_| take_network_grant(&mut rest))
    }

    /// How it serves, where it is an HTTP server.
    pub fn serve(&self) -> Option<Serve> {
        self.serve
    }

    /// The kernel's descriptors that are the program's sockets, in the order of
    /// the flags.
    pub fn listeners(&self) -> impl Iterator<Item = u32> + use<'a> {
        let List { mut rest, count } = self.listeners;
        (0..count).map_while(move |_| take_u32(&mut rest))
    }
}

/// Passes over a list whose elements `skip` passes over.
#[cfg(part = "network")]
fn take_list<'a>(
    rest: &mut &'a [u8],
    skip: impl Fn(&mut &'a [u8]) -> Option<()>,
) -> Option<List<'a>> {
    let count = take_u32(rest)?;
    let list = List { rest, count };
    for _ in 0..count {
        skip(rest)?;
    }
    Some(list)
}

fn take_u32(rest: &mut &[u8]) -> Option<u32> {
    let (head, tail) = rest.split_first_chunk::<4>()?;
    *rest = tail;
    Some(u32::from_le_bytes(*head))
}

fn take_string<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = take_u32(rest)? as usize;
    let (string, tail) = rest.split_at_checked(length)?;
    let (_nul, tail) = tail.split_first()?;
    *rest = tail;
    Some(string)
}

fn take_folder<'a>(rest: &mut &'a [u8]) -> Option<Folder<'a>> {
    let access = match take_u32(rest)? {
        0 => Access::ReadWrite,
        _ => Access::ReadOnly,
    };
    Some(Folder { access, host: take_string(rest)?, guest: take_string(rest)? })
}

fn take_variable<'a>(rest: &mut &'a [u8]) -> Option<Variable<'a>> {
    let passes_through = take_u32(rest)? != 0;
    let name = take_string(rest)?;
    let value = take_string(rest)?;
    Some(Variable { name, value: (!passes_through).then_some(value) })
}

/// What a backslash means in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backslash {
    /// Nothing: it stands for itself.
    Plain,
    /// What is behind it stands for itself.
    Escapes,
}

impl Backslash {
    /// Whether the byte at `place` may separate parts of `text`.
    fn separates(self, text: &[u8], place: usize) -> bool {
        let before = text.get(..place).unwrap_or_default();
        let backslashes = before.iter().rev().take_while(|&&byte| byte == b'\\').count();
        self == Backslash::Plain || backslashes.is_multiple_of(2)
    }
}

/// A folder as it is granted on the command line: `HOST[::GUEST][:ro]`. The guest
/// knows it as HOST unless told otherwise.
pub fn parse_folder(text: &[u8], backslash: Backslash) -> Option<Folder<'_>> {
    let (names, access) = match text.strip_suffix(b":ro") {
        Some(names) if backslash.separates(text, names.len()) => (names, Access::ReadOnly),
        _ => (text, Access::ReadWrite),
    };
    let (host, guest) = parse_names(names, backslash)?;
    Some(Folder { host, guest, access })
}

/// `HOST[::GUEST]`; neither is empty.
pub fn parse_names(text: &[u8], backslash: Backslash) -> Option<(&[u8], &[u8])> {
    let mut pairs = text.windows(2).enumerate();
    let separator = pairs.find(|&(place, pair)| pair == b"::" && backslash.separates(text, place));
    let (host, guest) = match separator {
        Some((place, _)) => (text.get(..place)?, text.get(place + 2..)?),
        None => (text, text),
    };
    (!host.is_empty() && !guest.is_empty()).then_some((host, guest))
}

/// A variable as it is granted on the command line: `NAME[=VALUE]`.
pub fn parse_variable(text: &[u8]) -> Option<Variable<'_>> {
    let (name, value) = match text.iter().position(|&byte| byte == b'=') {
        Some(place) => (text.get(..place)?, Some(text.get(place + 1..)?)),
        None => (text, None),
    };
    (!name.is_empty()).then_some(Variable { name, value })
}

/// The current folder, as programs call it. C's library for WASI leaves `.` and
/// `/` out of a path before it looks for the folder it is in, and of folders that
/// fit equally well takes the last: this one must be, for relative paths to work.
/// The runtime looks in `/` for what is not there.
pub const CURRENT_FOLDER: &[u8] = b".";

/// What `--allow-all` opens, unless another folder has the name.
pub const ALL_FOLDERS: [&[u8]; 2] = [b"/", CURRENT_FOLDER];

/// How many numbers are in front of the host of a network grant.
#[cfg(part = "network")]
const NETWORK_GRANT_NUMBERS: usize = 5;

#[cfg(part = "network")]
fn take_network_grant<'a>(rest: &mut &'a [u8]) -> Option<NetworkGrant<'a>> {
    let act = match take_u32(rest)? {
        0 => NetworkAct::Connect,
        _ => NetworkAct::Listen,
    };
    let form = take_u32(rest)?;
    let prefix = u8::try_from(take_u32(rest)?).ok()?;
    let first_port = u16::try_from(take_u32(rest)?).ok()?;
    let last_port = u16::try_from(take_u32(rest)?).ok()?;
    let host = take_string(rest)?;
    let hosts = match form {
        form::ANY => Hosts::Any,
        form::NAME => Hosts::Name(host),
        form::INET4 => Hosts::Prefix(IpAddr::from(*host.first_chunk::<4>()?), prefix),
        form::INET6 => Hosts::Prefix(IpAddr::from(*host.first_chunk::<16>()?), prefix),
        _ => return None,
    };
    Some(NetworkGrant { act, hosts, first_port, last_port })
}

#[cfg(part = "network")]
fn take_serve(rest: &mut &[u8]) -> Option<Serve> {
    let pinned = take_u32(rest)? != 0;
    let workers = take_u32(rest)?;
    let most_body = u64::from(take_u32(rest)?) | u64::from(take_u32(rest)?) << 32;
    let form = take_u32(rest)?;
    let port = u16::try_from(take_u32(rest)?).ok()?;
    let host = take_string(rest)?;
    let address = match form {
        form::INET4 => IpAddr::from(*host.first_chunk::<4>()?),
        form::INET6 => IpAddr::from(*host.first_chunk::<16>()?),
        _ => return None,
    };
    Some(Serve { address: SocketAddr::new(address, port), pinned, workers, most_body })
}
