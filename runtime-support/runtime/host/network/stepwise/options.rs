//! Options of sockets. Values are clamped to what the kernel takes.

use crate::host::Result;
use crate::host::clocks::NANOSECONDS_PER_SECOND;
use crate::host::descriptors::socket_with_rights;
use crate::host::rights::Rights;
use crate::sys::Errno;
use crate::sys::network::{self, Family, SocketOption};

/// What can be read and changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// 0 or 1.
    KeepAlive,
    /// In nanoseconds.
    KeepAliveIdleTime,
    /// In nanoseconds.
    KeepAliveInterval,
    KeepAliveCount,
    HopLimit(Family),
    /// In bytes.
    ReceiveBuffer,
    /// In bytes.
    SendBuffer,
}

/// The longest time and the highest count. Source: `linux/tcp.h`,
/// `MAX_TCP_KEEPIDLE`, `MAX_TCP_KEEPCNT`.
const MOST_SECONDS: u64 = i16::MAX as u64;
const MOST_COUNT: u64 = i8::MAX as u64;

impl Setting {
    fn option(self) -> SocketOption {
        match self {
            Setting::KeepAlive => SocketOption::KEEP_ALIVE,
            Setting::KeepAliveIdleTime => SocketOption::KEEP_ALIVE_IDLE,
            Setting::KeepAliveInterval => SocketOption::KEEP_ALIVE_INTERVAL,
            Setting::KeepAliveCount => SocketOption::KEEP_ALIVE_COUNT,
            Setting::HopLimit(Family::Inet4) => SocketOption::TIME_TO_LIVE,
            Setting::HopLimit(Family::Inet6) => SocketOption::UNICAST_HOPS,
            Setting::ReceiveBuffer => SocketOption::RECEIVE_BUFFER,
            Setting::SendBuffer => SocketOption::SEND_BUFFER,
        }
    }

    /// As the kernel has it.
    fn for_kernel(self, value: u64) -> u32 {
        let value = match self {
            Setting::KeepAliveIdleTime | Setting::KeepAliveInterval => {
                value.div_ceil(NANOSECONDS_PER_SECOND).clamp(1, MOST_SECONDS)
            }
            Setting::KeepAliveCount => value.min(MOST_COUNT),
            _ => value.min(i32::MAX as u64),
        };
        value as u32
    }

    /// Source: socket(7), `SO_SNDBUF`: the kernel doubles what it is given.
    fn of_kernel(self, value: u32) -> u64 {
        let value = u64::from(value);
        match self {
            Setting::KeepAliveIdleTime | Setting::KeepAliveInterval => {
                value * NANOSECONDS_PER_SECOND
            }
            Setting::ReceiveBuffer | Setting::SendBuffer => value / 2,
            _ => value,
        }
    }
}

/// The value of a setting of a socket.
pub fn get(number: u32, setting: Setting) -> Result<u64> {
    let socket = socket_with_rights(number, Rights::NONE)?;
    network::number_option(socket.host, setting.option()).map(|value| setting.of_kernel(value))
}

/// Changes a setting of a socket.
pub fn set(number: u32, setting: Setting, value: u64) -> Result {
    check(setting, value)?;
    let socket = socket_with_rights(number, Rights::NONE)?;
    network::set_number_option(socket.host, setting.option(), setting.for_kernel(value))
}

/// Everything but an answer to a question of yes or no is at least 1.
pub fn check(setting: Setting, value: u64) -> Result {
    if value == 0 && setting != Setting::KeepAlive { Err(Errno::EINVAL) } else { Ok(()) }
}
