//! What an executable tells the kernel about itself.

use std::collections::BTreeSet;

use wasi2native::executable::{Found, Permitted, permitted};
use wasi2native_runtime_support::abi::capabilities::{Capabilities, NetworkAct};
use wasi2native_runtime_support::abi::lockdown::{LockdownPlan, TCP_SINCE};
use wasi2native_runtime_support::abi::ports;
use wasi2native_runtime_support::abi::system_calls::{Condition, SystemCall};

use super::Rows;

/// The heading and what belongs under it. `None` where the filter cannot be read.
pub fn describe(found: &Found<'_>, capabilities: &Capabilities<'_>) -> Option<String> {
    let plan = &found.lockdown;
    if !plan.has(LockdownPlan::WANTED) {
        return Some("not locked down by the kernel, see --lockdown\n".to_owned());
    }
    let heading = if plan.has(LockdownPlan::REQUIRED) {
        "locked down by the kernel, or it does not start\n"
    } else {
        "locked down by the kernel, as far as that can\n"
    };
    let calls = permitted(&found.filter)?;
    let names = |always| {
        let named = calls.iter().filter(move |call| call.always == always).map(name);
        named.collect::<Vec<String>>()
    };
    let mut rows = Rows::default();
    rows.add("system calls", names(true).join(" "));
    let limited = names(false);
    if !limited.is_empty() {
        rows.add("limited", limited.join(", "));
    }
    let version = plan.newest_landlock;
    let folders = if plan.has(LockdownPlan::RESTRICTS_FOLDERS) {
        format!("those above and no others, by Landlock up to version {version}")
    } else if calls.iter().any(opens) {
        "all".to_owned()
    } else {
        "none: no system call opens a name".to_owned()
    };
    rows.add("folders", folders);
    if calls.iter().any(|permitted| permitted.call == Some(SystemCall::SOCKET)) {
        rows.add("TCP ports", tcp_ports(plan, capabilities));
    }
    Some(heading.to_owned() + &rows.to_text())
}

/// The ports that the kernel leaves, for each act.
fn tcp_ports(plan: &LockdownPlan, capabilities: &Capabilities<'_>) -> String {
    if !plan.has(LockdownPlan::RESTRICTS_PORTS) {
        return "all".to_owned();
    }
    let of_act = |act, name| {
        let Some(ranges) = ports::granted(capabilities, act) else {
            return format!("{name} all");
        };
        let ranges: BTreeSet<(u16, u16)> =
            ranges.map(|range| (*range.start(), *range.end())).collect();
        let ranges = ranges.into_iter().map(|(first, last)| {
            if first == last { first.to_string() } else { format!("{first}-{last}") }
        });
        let ranges: Vec<String> = ranges.collect();
        format!("{name} {}", if ranges.is_empty() { "none".to_owned() } else { ranges.join(" ") })
    };
    let connect = of_act(NetworkAct::Connect, "connect to");
    let listen = of_act(NetworkAct::Listen, "listen at");
    format!("{connect}; {listen}; by Landlock since version {TCP_SINCE}")
}

fn opens(permitted: &Permitted) -> bool {
    matches!(permitted.call, Some(SystemCall::OPENAT | SystemCall::OPENAT2))
}

fn name(permitted: &Permitted) -> String {
    let Some(call) = permitted.call else { return permitted.number.to_string() };
    let conditions = if permitted.always { &[][..] } else { call.conditions() };
    let conditions: Vec<String> = conditions.iter().map(condition).collect();
    match &conditions[..] {
        [] => call.name().to_owned(),
        _ => format!("{}({})", call.name(), conditions.join(", ")),
    }
}

/// Arguments are counted from 1, as people do.
fn condition(condition: &Condition) -> String {
    match condition {
        Condition::OneOf(argument, values) => {
            let values: Vec<String> = values.iter().map(|value| format!("{value:#x}")).collect();
            format!("{}. is {}", argument + 1, values.join(" or "))
        }
        Condition::Lacks(argument, bits) => format!("{}. lacks {bits:#x}", argument + 1),
    }
}
