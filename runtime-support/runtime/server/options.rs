//! What a server can be told when it is started: `--listen ADDR:PORT` and `--workers N`.
//! The component itself has no arguments but those that were compiled in.

use core::net::SocketAddr;
use core::str;

use crate::abi::capabilities::Serve;
use crate::message::{Message, report};
use crate::process;
use core::ffi::CStr;

/// The most workers that can be asked for.
pub const MOST_WORKERS: u32 = 1024;

/// What holds for this start. An error has been reported.
pub fn choose(compiled_in: Serve) -> Result<Serve, ()> {
    let mut chosen = compiled_in;
    let mut arguments = texts();
    while let Some(argument) = arguments.next() {
        let equals = argument.iter().position(|&byte| byte == b'=');
        let (name, value) = match equals {
            Some(place) => (argument.get(..place).unwrap_or_default(), argument.get(place + 1..)),
            None => (argument, arguments.next()),
        };
        let text = str::from_utf8(value.unwrap_or_default()).unwrap_or_default();
        match name {
            b"--listen" if compiled_in.pinned => {
                return complain(&|message| {
                    message.text("this server was compiled to listen nowhere else (--pin-listen)");
                });
            }
            b"--listen" => {
                let Ok(address) = text.parse::<SocketAddr>() else {
                    return complain(&|message| {
                        message.text("`--listen ").escaped(value.unwrap_or_default());
                        message.text("`: the form is ADDR:PORT, for example 127.0.0.1:8080");
                    });
                };
                chosen.address = address;
            }
            b"--workers" => match text.parse::<u32>() {
                Ok(workers) if workers <= MOST_WORKERS => chosen.workers = workers,
                _ => {
                    return complain(&|message| {
                        message.text("`--workers ").escaped(value.unwrap_or_default());
                        message.text("`: a number up to ").decimal(MOST_WORKERS.into());
                        message.text("; 0 is one for each CPU");
                    });
                }
            },
            _ => {
                return complain(&|message| {
                    message.text("unexpected argument `").escaped(argument);
                    message.text("`; a server takes ");
                    message.text(if compiled_in.pinned { "" } else { "--listen ADDR:PORT and " });
                    message.text("--workers N");
                });
            }
        }
    }
    Ok(chosen)
}

/// The arguments but the first, which is the executable's name.
fn texts() -> impl Iterator<Item = &'static [u8]> {
    process::arguments().iter().skip(1).map(|&text| {
        // SAFETY: the kernel ends each by NUL, and nobody changes them.
        #[allow(unsafe_code)]
        unsafe {
            CStr::from_ptr(text.cast()).to_bytes()
        }
    })
}

fn complain(compose: &dyn Fn(&mut Message)) -> Result<Serve, ()> {
    report(compose);
    Err(())
}
