//! What the runtime is told of threads: where they are, and what a thread's own
//! state begins with.

use wasi2native_runtime_support::abi::descriptor::Span;
use wasi2native_runtime_support::abi::threads::{STATE_ALIGNMENT, THREAD_PLAN_SYMBOL, ThreadPlan};

use super::builder::ImageBuilder;
use super::records::Record;
use super::state::append_initial;
use super::stub::Stub;
use crate::error::{Error, Result};
use crate::program::{Program, Symbol};

/// Appends a thread's initial state, if the program has threads, and says where
/// it is.
pub fn append(
    builder: &mut ImageBuilder,
    program: &Program<'_>,
    descriptor: u64,
) -> Option<ThreadPlan> {
    let threads = program.threads.as_ref()?;
    let span = |address: u64, count| Span {
        offset: address.wrapping_sub(descriptor).cast_signed(),
        count,
    };
    builder.align(STATE_ALIGNMENT);
    let state = append_initial(builder, program, &threads.state);
    builder.append_zeros((threads.state_size() - threads.state.size) as usize);
    let tables =
        threads.state.cells().iter().filter_map(|&(symbol, offset)| {
            matches!(symbol, Symbol::TableRecord(_)).then_some(offset)
        });
    let (tables, table_count) = builder.append_records(tables);
    Some(ThreadPlan {
        state: span(state, threads.state_size()),
        tables: span(tables, table_count),
        ..threads.plan()
    })
}

/// Tells the runtime.
///
/// # Errors
/// A runtime without threads, which is a bug of ours.
pub fn fill_in(builder: &mut ImageBuilder, stub: &Stub, plan: Option<ThreadPlan>) -> Result<()> {
    let Some(plan) = plan else { return Ok(()) };
    let address = stub.address(THREAD_PLAN_SYMBOL)?;
    let place = builder.bytes_at(address, ThreadPlan::SIZE as u64).ok_or_else(|| {
        Error::internal("the runtime's plan of threads is in no segment of its file")
    })?;
    plan.write_to(place);
    Ok(())
}
