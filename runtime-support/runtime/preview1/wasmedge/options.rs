//! Options of sockets. Their values lie in the program's memory as the kernel has
//! them: numbers of 32 bits, and times of two numbers of 64 bits.

use core::mem::MaybeUninit;

use super::{DATAGRAM, Errno, Result, STREAM, errno};
use crate::guest::Guest;
use crate::host::network::options::{self, MOST, Setting};
use crate::sys::sockets::SocketType;

/// The only level of options that the dialect has.
const OF_SOCKET: u32 = 0;

/// The options in the order of their numbers.
static SETTINGS: [Setting; 15] = [
    Setting::ReuseAddress,
    Setting::Type,
    Setting::Error,
    Setting::DontRoute,
    Setting::Broadcast,
    Setting::SendBuffer,
    Setting::ReceiveBuffer,
    Setting::KeepAlive,
    Setting::OutOfBandInline,
    Setting::Linger,
    Setting::ReceiveLowWater,
    Setting::ReceiveTimeout,
    Setting::SendTimeout,
    Setting::AcceptsConnections,
    Setting::BindToDevice,
];

fn setting(level: u32, name: u32) -> Result<Setting> {
    if level != OF_SOCKET {
        return Err(Errno::EINVAL);
    }
    SETTINGS.get(name as usize).copied().ok_or(Errno::ENOPROTOOPT)
}

pub fn sock_getsockopt(
    guest: Guest,
    fd: u32,
    level: u32,
    name: u32,
    value: u32,
    size: u32,
) -> Result {
    let setting = setting(level, name)?;
    let slot = guest.slot(size)?;
    let room = u32::from_le_bytes(guest.load(size)?);
    guest.buffer(value, room)?;
    let mut bytes = [0; MOST];
    let room = bytes.get_mut(..MOST.min(room as usize)).unwrap_or_default();
    let length = options::get(fd, setting, room)?;
    let room = room.get_mut(..length).unwrap_or_default();
    if let Some(number) = room.first_chunk_mut::<4>() {
        *number = translated(setting, u32::from_ne_bytes(*number)).to_le_bytes();
    }
    guest.store_bytes(value, room)?;
    slot.store((length as u32).to_le_bytes());
    Ok(())
}

/// Numbers that mean something else to the program than to the kernel.
fn translated(setting: Setting, number: u32) -> u32 {
    const IS_STREAM: u32 = SocketType::Stream as u32;
    const IS_DATAGRAM: u32 = SocketType::Datagram as u32;
    match (setting, number) {
        (Setting::Type, IS_STREAM) => u32::from(STREAM),
        (Setting::Type, IS_DATAGRAM) => u32::from(DATAGRAM),
        (Setting::Error, 1..) => u32::from(errno::number(Errno::new(number as u16))),
        _ => number,
    }
}

pub fn sock_setsockopt(
    guest: Guest,
    fd: u32,
    level: u32,
    name: u32,
    value: u32,
    size: u32,
) -> Result {
    let setting = setting(level, name)?;
    let mut space = [const { MaybeUninit::uninit() }; MOST];
    let space = space.get_mut(..size as usize).ok_or(Errno::EINVAL)?;
    options::set(fd, setting, guest.copy_bytes(value, space)?)
}
