//! The binary of a component → its definitions in order, validated.

use cranelift_codegen::entity::PrimaryMap;
use sha2::{Digest, Sha256};
use wasmparser::{
    CanonicalFunction, ComponentAlias, ComponentExport, ComponentImport, ComponentInstance,
    ComponentType, Encoding, Instance, Parser, Payload, Validator, WasmFeatures,
};

use crate::error::{Error, Result};
use crate::indices::typed_indices;
use crate::wasm::{self, Module};

typed_indices! {
    /// A core module anywhere in the file.
    ModuleIndex = "module";
    /// A component anywhere in the file.
    ComponentIndex = "component";
}

/// A component file, taken apart.
#[derive(Debug)]
pub struct Source<'a> {
    pub modules: PrimaryMap<ModuleIndex, Module<'a>>,
    pub components: PrimaryMap<ComponentIndex, Vec<Definition<'a>>>,
    pub root: ComponentIndex,
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
}

/// Each adds to one index space, or to the exports.
#[derive(Debug)]
pub enum Definition<'a> {
    CoreModule(ModuleIndex),
    CoreInstance(Instance<'a>),
    CoreType,
    Component(ComponentIndex),
    Instance(ComponentInstance<'a>),
    Alias(ComponentAlias<'a>),
    Type(ComponentType<'a>),
    Canonical(CanonicalFunction),
    Import(ComponentImport<'a>),
    Export(ComponentExport<'a>),
}

/// Whether the bytes are those of a component, rather than of a module.
pub fn is_component(bytes: &[u8]) -> bool {
    // Component Model, "Component Binary Format Explainer": the second half of the
    // version is the layer.
    bytes.starts_with(b"\0asm") && bytes.get(6..8) == Some(&[1, 0])
}

/// What the compiler accepts when it validates: what it does for modules, and the
/// component model of WASI 0.2.
fn accepted_features() -> WasmFeatures {
    wasm::accepted_features()
        - (WasmFeatures::CM_ASYNC | WasmFeatures::CM_VALUES | WasmFeatures::CM_IMPLEMENTS)
}

/// Components in components in components.
const MOST_NESTED: usize = 100;

/// Parses and validates a component and everything in it.
///
/// # Errors
/// Invalid or unsupported input, with its byte offset.
pub fn parse(bytes: &[u8]) -> Result<Source<'_>> {
    let mut source = Source {
        modules: PrimaryMap::new(),
        components: PrimaryMap::new(),
        root: ComponentIndex::from_u32(0),
        hash: Sha256::digest(bytes).into(),
    };
    // Components that have begun and not ended.
    let mut open: Vec<ComponentIndex> = Vec::new();
    // Whether the payloads are those of a module, which has its own parser.
    let mut in_module = false;
    let mut validator = Validator::new_with_features(accepted_features());
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload?;
        validator.payload(&payload).map_err(classify)?;
        if in_module {
            in_module = !matches!(payload, Payload::End(_));
            continue;
        }
        match payload {
            Payload::Version { encoding: Encoding::Component, .. } => {
                let component = source.components.push(Vec::new());
                if open.len() == MOST_NESTED {
                    return Err(Error::limit(format!(
                        "components are nested more than {MOST_NESTED} deep"
                    )));
                }
                open.push(component);
            }
            Payload::Version { .. } => {
                return Err(Error::internal("a module was taken for a component"));
            }
            Payload::End(_) => {
                let ended = open.pop();
                if let (Some(ended), Some(&outer)) = (ended, open.last()) {
                    source.components[outer].push(Definition::Component(ended));
                }
            }
            Payload::ModuleSection { unchecked_range, .. } => {
                in_module = true;
                let (start, end) = (unchecked_range.start, unchecked_range.end);
                let module = usize::try_from(start)
                    .ok()
                    .zip(usize::try_from(end).ok())
                    .and_then(|(start, end)| bytes.get(start..end))
                    .ok_or_else(|| Error::invalid("a module ends behind the file").at(start))?;
                let module = source.modules.push(wasm::parse_at(module, start)?);
                let definition = Definition::CoreModule(module);
                source.components[current(&open)?].push(definition);
            }
            Payload::ComponentSection { .. } => {}
            payload => read_section(&mut source.components[current(&open)?], payload)?,
        }
    }
    Ok(source)
}

/// What the validator says of proposals that are switched off, among them all of WASI
/// 0.3.
fn classify(error: wasmparser::BinaryReaderError) -> Error {
    match error.message().split_once("requires the component model") {
        Some((what, _)) => Error::unsupported(format!("{what}is not supported yet"))
            .at(error.offset())
            .help("compile the program for WASI 0.2, for example with the target wasm32-wasip2"),
        None => wasm::classify(error),
    }
}

fn current(open: &[ComponentIndex]) -> Result<ComponentIndex> {
    open.last().copied().ok_or_else(|| Error::internal("a section is in no component"))
}

fn read_section<'a>(definitions: &mut Vec<Definition<'a>>, payload: Payload<'a>) -> Result<()> {
    match payload {
        Payload::InstanceSection(section) => {
            for instance in section {
                definitions.push(Definition::CoreInstance(instance?));
            }
        }
        Payload::CoreTypeSection(section) => {
            for ty in section {
                // A recursion group adds as many types as it has members.
                let count = match ty? {
                    wasmparser::CoreType::Rec(group) => group.types().len(),
                    wasmparser::CoreType::Module(_) => 1,
                };
                definitions.extend((0..count).map(|_| Definition::CoreType));
            }
        }
        Payload::ComponentInstanceSection(section) => {
            for instance in section {
                definitions.push(Definition::Instance(instance?));
            }
        }
        Payload::ComponentAliasSection(section) => {
            for alias in section {
                definitions.push(Definition::Alias(alias?));
            }
        }
        Payload::ComponentTypeSection(section) => {
            for ty in section {
                definitions.push(Definition::Type(ty?));
            }
        }
        Payload::ComponentCanonicalSection(section) => {
            for function in section {
                definitions.push(Definition::Canonical(function?));
            }
        }
        Payload::ComponentImportSection(section) => {
            for import in section {
                definitions.push(Definition::Import(import?));
            }
        }
        Payload::ComponentExportSection(section) => {
            for export in section {
                definitions.push(Definition::Export(export?));
            }
        }
        Payload::ComponentStartSection { range, .. } => {
            return Err(Error::unsupported("start functions of components are not supported")
                .at(range.start));
        }
        _ => {}
    }
    Ok(())
}
