//! The threads that compile.

use std::num::NonZeroUsize;

use wasi2native::error::{Error, Result};

/// Bytes of stack of each thread. The code generator recurses over what it
/// compiles, so a deeply nested module must not decide whether we overflow. Only
/// what is used costs memory.
const STACK: usize = 64 << 20;

/// Does `work` on threads of this number, or one per CPU, all with large stacks;
/// parallel iterators inside it use them.
///
/// # Errors
/// Of `work`, and when not even one thread can be started.
pub fn on_large_stacks<T: Send>(
    threads: Option<NonZeroUsize>,
    work: impl FnOnce() -> Result<T> + Send,
) -> Result<T> {
    start(threads)?.install(work)
}

fn start(threads: Option<NonZeroUsize>) -> Result<rayon::ThreadPool> {
    let asked = threads.or_else(|| std::thread::available_parallelism().ok());
    let mut count = asked.map_or(1, NonZeroUsize::get);
    loop {
        let builder = rayon::ThreadPoolBuilder::new().num_threads(count).stack_size(STACK);
        match builder.build() {
            Ok(pool) => return Ok(pool),
            // Under `ulimit -v` or `ulimit -u` fewer threads may fit.
            Err(_) if count > 1 => count /= 2,
            Err(error) => {
                return Err(Error::limit(format!("cannot start a thread: {error}"))
                    .help("raise the limits on memory and processes, see `ulimit -a`"));
            }
        }
    }
}
