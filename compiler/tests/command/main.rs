//! The command as its users see it: files, streams, exit statuses, messages.

mod embed;
mod inspect;
mod lockdown;
mod manual;
mod output;
mod run;
mod support;
mod usage;
