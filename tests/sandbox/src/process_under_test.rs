//! One program at a time, with the folders it was granted.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use wasi2native_runtime_support::abi::capabilities::Access;
use wasi2native_runtime_support::{Capabilities, Folder};

use crate::arch::{Injected, kernel};
use crate::host::{descriptors, grants};
use crate::sys::memory;
use crate::{program, stack};

/// Numbers of the kernel from here on mean nothing to it; closing them works.
pub const UNREAL: usize = 1_000_000;

/// The runtime after its start. Holds the one table of descriptors.
pub struct Process {
    // Dropped first, while the table is still ours.
    _injected: Injected,
    _table: MutexGuard<'static, bool>,
}

impl Process {
    /// Starts with these folders, which get the numbers from 3 on.
    pub fn start(folders: &[(&Path, Access)]) -> Process {
        static TABLE: Mutex<bool> = Mutex::new(false);
        // A test that failed leaves a table that is emptied as any other.
        let mut is_mapped = TABLE.lock().unwrap_or_else(PoisonError::into_inner);
        if !*is_mapped {
            memory::map_at(stack::TABLE, stack::TABLE_SIZE).expect("there is nothing");
            *is_mapped = true;
        }
        // The standard streams of the test stay open whatever the program does.
        let injected = Injected::new(|number, arguments| {
            (number == kernel::CLOSE && !(3..UNREAL).contains(&arguments[0])).then_some(0)
        });
        for number in 0..1 << 16 {
            let _ = descriptors::close(number);
        }
        let folders = folders.iter().zip(0..).map(|((path, access), number)| Folder {
            host: path.as_os_str().as_bytes().to_owned(),
            guest: format!("grant{number}").into_bytes(),
            access: *access,
        });
        let capabilities = Capabilities { folders: folders.collect(), ..Capabilities::default() };
        program::set_capabilities(capabilities.encode());
        descriptors::start();
        grants::start().expect("the folders are there");
        Process { _injected: injected, _table: is_mapped }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        for number in 0..1 << 16 {
            let _ = descriptors::close(number);
        }
    }
}
