//! Options of sockets.

use super::{grants, held};
use crate::host::Result;
use crate::host::descriptors::socket_with_rights as socket;
use crate::host::rights::Rights;
use crate::sys::Errno;
use crate::sys::network::{self, SocketOption};

/// An option that programs may read or change. Source: socket(7), "Socket
/// options", whose numbers these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Setting {
    ReuseAddress = 2,
    Type = 3,
    Error = 4,
    DontRoute = 5,
    Broadcast = 6,
    SendBuffer = 7,
    ReceiveBuffer = 8,
    KeepAlive = 9,
    OutOfBandInline = 10,
    Linger = 13,
    ReceiveLowWater = 18,
    ReceiveTimeout = 20,
    SendTimeout = 21,
    BindToDevice = 25,
    AcceptsConnections = 30,
}

impl Setting {
    fn option(self) -> SocketOption {
        SocketOption::of_socket(u32::from(self as u8))
    }
}

/// The longest value: the name of a network device, or a time.
pub const MOST: usize = 16;

/// The value of an option, and how many bytes of it the kernel has.
pub fn get(number: u32, setting: Setting, value: &mut [u8]) -> Result<usize> {
    let is_error = setting == Setting::Error;
    if is_error {
        held::release();
    }
    let socket = socket(number, Rights::NONE)?;
    if is_error
        && let Err(errno) = held::take_failure(number, socket.answer)
        && let Some(value) = value.first_chunk_mut()
    {
        *value = u32::from(errno.number()).to_ne_bytes();
        return Ok(size_of::<u32>());
    }
    network::option(socket.host, setting.option(), value)
}

pub fn set(number: u32, setting: Setting, value: &[u8]) -> Result {
    let socket = socket(number, Rights::NONE)?;
    match setting {
        // It would lead past what is granted.
        Setting::BindToDevice | Setting::DontRoute => grants::require_all()?,
        Setting::Type | Setting::Error | Setting::AcceptsConnections => {
            return Err(Errno::ENOPROTOOPT);
        }
        _ => {}
    }
    network::set_option(socket.host, setting.option(), value)
}
