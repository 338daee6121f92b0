//! `wasi:http/types.fields`.

use super::{own, texts, too_large, with};
use crate::abi::component_functions::HostResource;
use crate::host::http::fields::{FieldError, Fields, TooLarge};
use crate::host::http::messages::Thing;
use crate::preview2::Caller;

/// Works on the fields behind a handle.
pub fn with_fields<R>(caller: Caller, handle: u32, action: impl FnOnce(&mut Fields) -> R) -> R {
    with(caller, HostResource::Fields, handle, |thing| match thing {
        Thing::Fields(fields) => Some(action(fields)),
        _ => None,
    })
}

/// A copy of the fields behind a handle, which shares their texts.
fn copy(caller: Caller, handle: u32) -> Fields {
    with_fields(caller, handle, |fields| fields.clone())
}

/// A handle of fields.
pub fn own_fields(caller: Caller, fields: Fields) -> u32 {
    own(caller, HostResource::Fields, Thing::Fields(fields))
}

/// The fields behind an own handle, which is taken away.
pub fn take_fields(caller: Caller, handle: u32) -> Fields {
    match super::take(caller, HostResource::Fields, handle) {
        Thing::Fields(fields) => fields,
        _ => crate::preview2::rows::wrong_row(),
    }
}

/// `result<_, header-error>`.
fn store_result(caller: Caller, result: u32, outcome: Result<Result<(), TooLarge>, FieldError>) {
    let slot = caller.slot::<2>(result, 1);
    slot.store(match outcome {
        Ok(Ok(())) => [0, 0],
        Ok(Err(TooLarge)) => too_large(),
        Err(error) => [1, error as u8],
    });
}

/// Bytes of a list in a list, and of a string before a list.
const LIST: u32 = 8;
const ENTRY: u32 = 16;

/// The functions, by their names in the table.
pub mod functions {
    use super::*;
    use crate::guest::record::Record;
    use crate::preview2::cli::pair;
    use crate::preview2::text;
    use alloc::vec::Vec;
    use texts::word;

    /// `wasi:http/types.[constructor]fields`.
    pub fn fields_new(caller: Caller) -> u32 {
        own_fields(caller, Fields::new())
    }

    /// `wasi:http/types.fields.from-list`.
    pub fn fields_from_list(caller: Caller, entries: u32, count: u32, result: u32) {
        let slot = caller.slot::<8>(result, 4);
        let mut fields = Fields::new();
        for entry in texts::records::<16>(caller, entries, count) {
            let name = texts::string(caller, word(&entry, 0), word(&entry, 4));
            let value = texts::bytes(caller, word(&entry, 8), word(&entry, 12));
            match fields.append(&name, value) {
                Ok(Ok(())) => {}
                Ok(Err(TooLarge)) => too_large(),
                Err(error) => {
                    return slot.store(Record::new().with(0, [1]).with(4, [error as u8]).0);
                }
            }
        }
        slot.store(Record::new().with(4, own_fields(caller, fields).to_le_bytes()).0);
    }

    /// `wasi:http/types.fields.get`.
    pub fn fields_get(caller: Caller, fields: u32, name: u32, name_length: u32, result: u32) {
        let slot = caller.slot::<8>(result, 4);
        let name = texts::string(caller, name, name_length);
        let fields = copy(caller, fields);
        let count = fields.values(&name).count() as u32;
        let list = caller.allocate((count * LIST) as usize, 4);
        for (value, index) in fields.values(&name).zip(0..) {
            let (pointer, length) = caller.list(value);
            caller.store_bytes(list + index * LIST, &pair(pointer, length));
        }
        slot.store(pair(list, count));
    }

    /// `wasi:http/types.fields.has`.
    pub fn fields_has(caller: Caller, fields: u32, name: u32, name_length: u32) -> u32 {
        let name = texts::string(caller, name, name_length);
        u32::from(with_fields(caller, fields, |fields| fields.values(&name).next().is_some()))
    }

    /// `wasi:http/types.fields.set`.
    pub fn fields_set(
        caller: Caller,
        fields: u32,
        name: u32,
        name_length: u32,
        values: u32,
        count: u32,
        result: u32,
    ) {
        let name = texts::string(caller, name, name_length);
        let values: Vec<Vec<u8>> = texts::lists(caller, values, count);
        let outcome = with_fields(caller, fields, |fields| fields.set(&name, values));
        store_result(caller, result, outcome);
    }

    /// `wasi:http/types.fields.delete`.
    pub fn fields_delete(caller: Caller, fields: u32, name: u32, name_length: u32, result: u32) {
        let name = texts::string(caller, name, name_length);
        let outcome = with_fields(caller, fields, |fields| fields.delete(&name));
        store_result(caller, result, outcome.map(Ok));
    }

    /// `wasi:http/types.fields.append`.
    pub fn fields_append(
        caller: Caller,
        fields: u32,
        name: u32,
        name_length: u32,
        value: u32,
        value_length: u32,
        result: u32,
    ) {
        let name = texts::string(caller, name, name_length);
        let value = texts::bytes(caller, value, value_length);
        let outcome = with_fields(caller, fields, |fields| fields.append(&name, value));
        store_result(caller, result, outcome);
    }

    /// `wasi:http/types.fields.entries`.
    pub fn fields_entries(caller: Caller, fields: u32, result: u32) {
        let slot = caller.slot::<8>(result, 4);
        let fields = copy(caller, fields);
        let count = fields.count() as u32;
        let list = caller.allocate((count * ENTRY) as usize, 4);
        for (field, index) in fields.iter().zip(0..) {
            let at = list + index * ENTRY;
            let (pointer, length) = text::store(caller, &field.name);
            caller.store_bytes(at, &pair(pointer, length));
            let (pointer, length) = caller.list(&field.value);
            caller.store_bytes(at + 8, &pair(pointer, length));
        }
        slot.store(pair(list, count));
    }

    /// `wasi:http/types.fields.clone`.
    pub fn fields_clone(caller: Caller, fields: u32) -> u32 {
        let mut fields = copy(caller, fields);
        fields.make_mutable();
        own_fields(caller, fields)
    }
}
