//! Which TCP ports the grants of an executable need: for the kernel, which can
//! restrict a process to ports, but knows nothing of addresses. Source: landlock(7),
//! "Network flags".

use core::ops::RangeInclusive;

use super::capabilities::{Capabilities, Hosts, NetworkAct, NetworkGrant};

/// What Landlock can forbid, since [`super::lockdown::TCP_SINCE`].
pub const fn right(act: NetworkAct) -> u64 {
    match act {
        NetworkAct::Listen => 1,
        NetworkAct::Connect => 2,
    }
}

/// How many ports the kernel is told of at most, one by one. More, such as all those
/// above 1024, would take longer than most programs run.
pub const MOST: u32 = 256;

/// Where servers for names are asked whose answer is too long for a datagram.
const NAMES: u16 = 53;

/// The ports for an act, some perhaps twice. `None` where they are not restricted:
/// all are granted, or too many.
pub fn granted<'a>(
    capabilities: &Capabilities<'a>,
    act: NetworkAct,
) -> Option<impl Iterator<Item = RangeInclusive<u16>> + use<'a>> {
    let count = ranges(capabilities, act).map(|range| range.len() as u32).sum::<u32>();
    (!capabilities.inherits_network() && count <= MOST).then(|| ranges(capabilities, act))
}

fn ranges<'a>(
    capabilities: &Capabilities<'a>,
    act: NetworkAct,
) -> impl Iterator<Item = RangeInclusive<u16>> + use<'a> {
    let asks_servers = |grant: NetworkGrant<'_>| {
        act == NetworkAct::Connect
            && grant.act == act
            && matches!(grant.hosts, Hosts::Any | Hosts::Name(_))
    };
    let names = capabilities.network_grants().any(asks_servers).then_some(NAMES..=NAMES);
    let grants = capabilities.network_grants().filter(move |grant| grant.act == act);
    grants.map(|grant| grant.first_port..=grant.last_port).chain(names)
}
