//! `wasi:http/types.error-code` as it lies in memory.

use super::rows::{self, Row};
use crate::abi::component_functions::HostResource;
use crate::guest::record::Record;
use crate::host::http::error_code::{Case, Detail, ErrorCode};
use crate::host::http::messages::{self, Thing};
use crate::preview2::{Caller, text};

/// Bytes of an error code.
pub const SIZE: usize = 32;

/// Puts an error code at an offset of a record. Where the payload is a text, there must
/// be room in the program's memory for it.
pub fn put<const N: usize>(
    caller: Caller,
    record: Record<N>,
    offset: usize,
    code: ErrorCode,
) -> Record<N> {
    let record = record.with(offset, [code.case as u8]);
    // Component Model, "Canonical ABI Explainer", Alignment: that of the largest case.
    let payload = offset + 8;
    match code.detail {
        Detail::Nothing => record,
        Detail::Size(size) => record.with(payload, [1]).with(payload + 8, size.to_le_bytes()),
        // All cases with a text have it first.
        Detail::Text(words) => {
            let (pointer, length) = text::store(caller, words.as_bytes());
            record
                .with(payload, [1])
                .with(payload + 4, pointer.to_le_bytes())
                .with(payload + 8, length.to_le_bytes())
        }
    }
}

/// `result<_, error-code>`, whose success has a handle or nothing.
pub fn store_result(caller: Caller, result: u32, outcome: Result<u32, ErrorCode>) {
    let slot = caller.slot::<{ SIZE + 8 }>(result, 8);
    slot.store(match outcome {
        Ok(handle) => Record::new().with(8, handle.to_le_bytes()).0,
        Err(code) => put(caller, Record::new().with(0, [1]), 8, code).0,
    });
}

/// The row of an error of a stream.
pub fn error_row(code: ErrorCode) -> Row {
    Row::Http(messages::insert(Thing::Error(code)))
}

/// What an error of a stream says of HTTP, if anything.
pub fn error_of(caller: Caller, error: u32) -> Option<ErrorCode> {
    let Row::Http(number) = rows::get(caller.representation(HostResource::Error, error)) else {
        return None;
    };
    messages::with(number, |thing| match thing {
        Thing::Error(code) => Some(*code),
        _ => None,
    })?
}

/// `wasi:http/types.http-error-code`.
pub fn http_error_code(caller: Caller, error: u32, result: u32) {
    let slot = caller.slot::<{ SIZE + 8 }>(result, 8);
    slot.store(match error_of(caller, error) {
        None => [0; SIZE + 8],
        Some(code) => put(caller, Record::new().with(0, [1]), 8, code).0,
    });
}

/// The name of an error code that a handler passes.
pub fn name(case: u32) -> &'static str {
    Case::name_of(case)
        .unwrap_or_else(|| crate::traps::raise(crate::abi::traps::Trap::InvalidDiscriminant))
}
