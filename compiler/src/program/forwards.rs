//! Functions that only pass their parameters on, through a table that never changes:
//! callers get what they lead to instead. Tools that make components put one between
//! every import and the module, because the memory that the import wants exists only
//! when the module does; the table is filled afterwards.

use std::collections::HashMap;

use cranelift_codegen::entity::EntityRef;
use wasmparser::{FunctionBody, Operator};

use super::{Callee, FunctionKey, FunctionKind, Program, Reference, Step, TableKey};
use crate::wasm::{TableIndex, TypeIndex};

/// The longest body that is looked at, in bytes: as many parameters as a function of
/// WASI can have, with room to spare.
const LONGEST: usize = 128;

/// Replaces what instances import. To be called when all instances are there, and
/// only where nothing runs before.
pub fn resolve(program: &mut Program<'_>) {
    let mut forwards = HashMap::new();
    for (key, kind) in program.functions.iter() {
        if let Some(callee) = target(program, kind) {
            forwards.insert(key, callee);
        }
    }
    for instance in program.instances.values_mut() {
        for callee in instance.functions.values_mut() {
            *callee = follow(&forwards, *callee);
        }
    }
}

/// What a callee leads to at last. One that leads to itself stays.
fn follow(forwards: &HashMap<FunctionKey, Callee>, callee: Callee) -> Callee {
    let mut reached = callee;
    for _ in 0..=forwards.len() {
        match reached {
            Callee::Wasm(key) if forwards.contains_key(&key) => reached = forwards[&key],
            _ => return reached,
        }
    }
    callee
}

/// What a function does nothing but call, with its own parameters.
fn target(program: &Program<'_>, kind: &FunctionKind) -> Option<Callee> {
    let FunctionKind::Wasm { instance: key, function } = *kind else { return None };
    let instance = &program.instances[key];
    let module = program.modules[instance.module].module;
    let index = module.function_index(function);
    let parameters = module.function_type(index).params().len() as u32;
    let (ty, table, element) = forward(&module.bodies[function], parameters)?;
    let table = instance.tables[TableIndex::new(table as usize)];
    if is_changed(program, table) {
        return None;
    }
    let Some(Reference::Function(descriptor)) = program.tables[table].elements.get(element) else {
        return None;
    };
    let descriptor = &program.descriptors[*descriptor];
    let wanted = program.modules[instance.module].types[TypeIndex::new(ty as usize)];
    if !program.types.is_subtype(descriptor.ty?, wanted) {
        return None;
    }
    let reached = descriptor.function?;
    Some(match program.functions[reached] {
        FunctionKind::HostAdapter(host, context) => Callee::Host(host, context),
        _ => Callee::Wasm(reached),
    })
}

/// The type, the table and the element of a body that is one indirect call.
fn forward(body: &FunctionBody<'_>, parameters: u32) -> Option<(u32, u32, usize)> {
    if body.as_bytes().len() > LONGEST || body.get_locals_reader().ok()?.get_count() != 0 {
        return None;
    }
    let mut operators = body.get_operators_reader().ok()?;
    for parameter in 0..parameters {
        match operators.read().ok()? {
            Operator::LocalGet { local_index } if local_index == parameter => {}
            _ => return None,
        }
    }
    let Operator::I32Const { value } = operators.read().ok()? else { return None };
    let element = usize::try_from(value).ok()?;
    let (Operator::CallIndirect { type_index, table_index }
    | Operator::ReturnCallIndirect { type_index, table_index }) = operators.read().ok()?
    else {
        return None;
    };
    let ends = matches!(operators.read().ok()?, Operator::End) && operators.eof();
    ends.then_some((type_index, table_index, element))
}

/// Whether a table can come to hold something else than at first.
fn is_changed(program: &Program<'_>, table: TableKey) -> bool {
    program.instances.values().any(|instance| {
        let changed = program.modules[instance.module].survey.changed_tables;
        let writes =
            instance.tables.iter().any(|(index, &key)| key == table && changed.contains(index));
        let fills =
            |step: &Step| matches!(step, Step::Elements { table: filled, .. } if *filled == table);
        writes || instance.steps.iter().any(fills)
    })
}
