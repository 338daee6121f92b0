//! Copies a value from one side of a call to the other: lifts and lowers it in one
//! go. Component Model, "Canonical ABI Explainer", Loading, Storing, Flat Lifting,
//! Flat Lowering.

use wasi2native_runtime_support::abi::traps::Trap;
use wasm_encoder::{BlockType, Instruction, MemArg, MemArgTarget};
use wasmparser::ValType;

use super::{End, HelperKey, Writer};
use crate::component::graph::{CoreItem, Resource, ResourceKey};
use crate::component::host;
use crate::component::types::{ValueType, ValueTypeKey, discriminant_size, flags_size};
use crate::error::{Error, Result};

/// Where values come from and where they go.
pub struct Ends<'a> {
    pub from: End<'a>,
    pub to: End<'a>,
}

/// Where a value is.
#[derive(Clone, Debug)]
pub enum Place {
    /// One local for each of its flat types.
    Locals(Vec<u32>),
    /// In the memory of its side, `offset` bytes behind the address in a local.
    Memory { address: u32, offset: u32 },
}

/// Which memory is meant.
#[derive(Clone, Copy)]
enum Sided {
    From,
    To,
}

type Cases = [(Box<str>, Option<ValueTypeKey>)];

impl<'a> Writer<'_, 'a> {
    /// Copies a value of type `ty`.
    pub fn copy(
        &mut self,
        ends: &Ends<'a>,
        ty: ValueTypeKey,
        from: &Place,
        to: &Place,
    ) -> Result<()> {
        match self.flattener.graph.types.get(ty).clone() {
            ValueType::Bool => {
                self.load_scalar(ends, ty, from)?;
                // Any bit makes it true.
                self.module.emit_all([Instruction::I32Eqz, Instruction::I32Eqz]);
                self.store_scalar(ends, ty, to)
            }
            ValueType::Integer { .. } | ValueType::F32 | ValueType::F64 | ValueType::Flags(_) => {
                self.load_scalar(ends, ty, from)?;
                self.store_scalar(ends, ty, to)
            }
            ValueType::Char => {
                let char = self.local(ValType::I32);
                self.load_scalar(ends, ty, from)?;
                // Below 0x110000, and no surrogate.
                self.module.emit_all([
                    Instruction::LocalTee(char),
                    Instruction::I32Const(0x11_0000),
                    Instruction::I32GeU,
                    Instruction::LocalGet(char),
                    Instruction::I32Const(!0x7ff),
                    Instruction::I32And,
                    Instruction::I32Const(0xd800),
                    Instruction::I32Eq,
                    Instruction::I32Or,
                ]);
                self.trap_if(Trap::InvalidChar);
                self.module.emit(Instruction::LocalGet(char));
                self.store_scalar(ends, ty, to)
            }
            ValueType::String => self.copy_string(ends, from, to),
            ValueType::List(element) => self.copy_list(ends, element, from, to),
            ValueType::Record(fields) => {
                let fields: Vec<ValueTypeKey> = fields.iter().map(|field| field.1).collect();
                self.copy_fields(ends, &fields, from, to)
            }
            ValueType::Variant(cases) => self.copy_variant(ends, ty, &cases, from, to),
            ValueType::Own(resource) => {
                self.load_scalar(ends, ty, from)?;
                self.call_on_handle(host::lift_own(), &ends.from, resource);
                self.call_on_handle(host::lower_own(), &ends.to, resource);
                self.store_scalar(ends, ty, to)
            }
            ValueType::Borrow(resource) => {
                self.load_scalar(ends, ty, from)?;
                self.call_on_handle(host::lift_borrow(), &ends.from, resource);
                // Who implements a resource is told what it stands for.
                let home = match self.flattener.graph.resources[resource] {
                    Resource::Defined { instance, .. } => Some(instance),
                    Resource::Host(_) | Resource::Unknown => None,
                };
                if home != Some(ends.to.instance) {
                    self.call_on_handle(host::lower_borrow(), &ends.to, resource);
                }
                self.store_scalar(ends, ty, to)
            }
        }
    }

    /// A function from i32 to i32.
    fn call_on_handle(
        &mut self,
        function: crate::program::HostFunctionKey,
        end: &End<'a>,
        resource: ResourceKey,
    ) {
        let function = self.handle_function(function, end.instance, Some(resource));
        let function = self.module.function(&function, &[ValType::I32], &[ValType::I32]);
        self.module.emit(Instruction::Call(function));
    }

    fn copy_fields(
        &mut self,
        ends: &Ends<'a>,
        fields: &[ValueTypeKey],
        from: &Place,
        to: &Place,
    ) -> Result<()> {
        let offsets = self.flattener.graph.types.offsets(fields);
        let mut next = 0;
        for (&field, &offset) in fields.iter().zip(&offsets) {
            // A field of a record in memory may itself be too long to be flat.
            let flat = self.flat(field).len();
            self.copy(ends, field, &part(from, next, flat, offset), &part(to, next, flat, offset))?;
            next += flat;
        }
        Ok(())
    }

    fn copy_variant(
        &mut self,
        ends: &Ends<'a>,
        ty: ValueTypeKey,
        cases: &Cases,
        from: &Place,
        to: &Place,
    ) -> Result<()> {
        let discriminant = self.local(ValType::I32);
        self.load_discriminant(ends, cases, from)?;
        self.module.emit_all([
            Instruction::LocalTee(discriminant),
            Instruction::I32Const(cases.len() as i32),
            Instruction::I32GeU,
        ]);
        self.trap_if(Trap::InvalidDiscriminant);
        self.module.emit(Instruction::LocalGet(discriminant));
        self.store_discriminant(ends, cases, to)?;
        let flat = self.flat(ty);
        let offset = self.flattener.graph.types.payload_offset(cases);
        for (number, payload) in cases.iter().enumerate() {
            let Some(payload) = payload.1 else { continue };
            self.module.emit_all([
                Instruction::LocalGet(discriminant),
                Instruction::I32Const(number as i32),
                Instruction::I32Eq,
            ]);
            self.module.begin_if();
            let payload_flat = self.flat(payload);
            let source = match from {
                Place::Memory { address, offset: start } => {
                    Place::Memory { address: *address, offset: start.saturating_add(offset) }
                }
                // Out of the types that all cases share.
                Place::Locals(locals) => {
                    let mut own = Vec::with_capacity(payload_flat.len());
                    for (place, &wanted) in payload_flat.iter().enumerate() {
                        let (local, shared) = (locals[place + 1], flat[place + 1]);
                        self.module.emit(Instruction::LocalGet(local));
                        self.convert(shared, wanted);
                        let local = self.local(wanted);
                        self.module.emit(Instruction::LocalSet(local));
                        own.push(local);
                    }
                    Place::Locals(own)
                }
            };
            match to {
                Place::Memory { address, offset: start } => {
                    let start = start.saturating_add(offset);
                    let target = Place::Memory { address: *address, offset: start };
                    self.copy(ends, payload, &source, &target)?;
                }
                Place::Locals(locals) => {
                    let own: Vec<u32> = payload_flat.iter().map(|&ty| self.local(ty)).collect();
                    self.copy(ends, payload, &source, &Place::Locals(own.clone()))?;
                    for (place, (&local, &ty)) in own.iter().zip(&payload_flat).enumerate() {
                        self.module.emit(Instruction::LocalGet(local));
                        self.convert(ty, flat[place + 1]);
                        self.module.emit(Instruction::LocalSet(locals[place + 1]));
                    }
                }
            }
            self.module.end();
        }
        Ok(())
    }

    /// Canonical ABI, `lift_flat_variant` and `lower_flat_variant`: bits stay.
    fn convert(&mut self, from: ValType, to: ValType) {
        match (from, to) {
            (ValType::I32, ValType::F32) => self.module.emit(Instruction::F32ReinterpretI32),
            (ValType::F32, ValType::I32) => self.module.emit(Instruction::I32ReinterpretF32),
            (ValType::I64, ValType::I32) => self.module.emit(Instruction::I32WrapI64),
            (ValType::I32, ValType::I64) => self.module.emit(Instruction::I64ExtendI32U),
            (ValType::I64, ValType::F64) => self.module.emit(Instruction::F64ReinterpretI64),
            (ValType::F64, ValType::I64) => self.module.emit(Instruction::I64ReinterpretF64),
            (ValType::I64, ValType::F32) => {
                self.module.emit_all([Instruction::I32WrapI64, Instruction::F32ReinterpretI32]);
            }
            (ValType::F32, ValType::I64) => {
                self.module.emit_all([Instruction::I32ReinterpretF32, Instruction::I64ExtendI32U]);
            }
            _ => {}
        }
    }

    fn copy_string(&mut self, ends: &Ends<'a>, from: &Place, to: &Place) -> Result<()> {
        let (pointer, length) = self.load_pair(ends, from)?;
        let (source, target) = (&ends.from.memory, &ends.to.memory);
        let (Some(source), Some(target), Some(realloc)) = (source, target, &ends.to.realloc) else {
            return Err(no_memory());
        };
        let helper = super::helper(
            self.flattener,
            HelperKey::Transcode {
                from: source.clone(),
                to: target.clone(),
                realloc: realloc.clone(),
            },
        )?;
        let name = NAMES[ends.from.encoding as usize][ends.to.encoding as usize];
        let function = CoreItem::Export { instance: helper, name };
        let pair = [ValType::I32; 2];
        let function = self.module.function(&function, &pair, &pair);
        self.module.emit_all([
            Instruction::LocalGet(pointer),
            Instruction::LocalGet(length),
            Instruction::Call(function),
            Instruction::LocalSet(length),
            Instruction::LocalSet(pointer),
        ]);
        self.store_pair(ends, to, pointer, length)
    }

    fn copy_list(
        &mut self,
        ends: &Ends<'a>,
        element: ValueTypeKey,
        from: &Place,
        to: &Place,
    ) -> Result<()> {
        let (pointer, length) = self.load_pair(ends, from)?;
        let layout = self.flattener.graph.types.layout(element).clone();
        self.check_alignment(pointer, layout.align);
        let bytes = self.local(ValType::I64);
        let source = self.memory(ends, Sided::From)?;
        self.module.emit_all([
            Instruction::LocalGet(length),
            Instruction::I64ExtendI32U,
            Instruction::I64Const(i64::from(layout.size)),
            Instruction::I64Mul,
            Instruction::LocalTee(bytes),
            Instruction::LocalGet(pointer),
            Instruction::I64ExtendI32U,
            Instruction::I64Add,
            Instruction::MemorySize(source),
            Instruction::I64ExtendI32U,
            Instruction::I64Const(16),
            Instruction::I64Shl,
            Instruction::I64GtU,
        ]);
        self.trap_if(Trap::ListOutOfBounds);
        self.module.emit(Instruction::LocalGet(bytes));
        let copy = self.allocate(&ends.to, layout.align)?;
        if layout.is_plain {
            let target = self.memory(ends, Sided::To)?;
            self.module.emit_all([
                Instruction::LocalGet(copy),
                Instruction::LocalGet(pointer),
                Instruction::LocalGet(bytes),
                Instruction::I32WrapI64,
                Instruction::MemoryCopy { src_mem: source, dst_mem: target },
            ]);
        } else {
            self.copy_elements(ends, element, [pointer, copy, length])?;
        }
        self.store_pair(ends, to, copy, length)
    }

    /// Copies as many elements as `length` says from one address to another; all
    /// three are locals.
    fn copy_elements(
        &mut self,
        ends: &Ends<'a>,
        element: ValueTypeKey,
        [from, to, length]: [u32; 3],
    ) -> Result<()> {
        let size = self.flattener.graph.types.layout(element).size as i32;
        let [source, target, left] = [from, to, length].map(|start| {
            let local = self.local(ValType::I32);
            self.module.emit_all([Instruction::LocalGet(start), Instruction::LocalSet(local)]);
            local
        });
        self.module.emit_all([
            Instruction::Block(BlockType::Empty),
            Instruction::Loop(BlockType::Empty),
            Instruction::LocalGet(left),
            Instruction::I32Eqz,
            Instruction::BrIf(1),
        ]);
        let place = |address| Place::Memory { address, offset: 0 };
        self.copy(ends, element, &place(source), &place(target))?;
        for (local, step) in [(source, size), (target, size), (left, -1)] {
            self.module.emit_all([
                Instruction::LocalGet(local),
                Instruction::I32Const(step),
                Instruction::I32Add,
                Instruction::LocalSet(local),
            ]);
        }
        self.module.emit_all([Instruction::Br(0), Instruction::End, Instruction::End]);
        Ok(())
    }

    /// Makes room in a memory for as many bytes as the i64 on the stack says. The
    /// address is in the local that is returned.
    pub fn allocate(&mut self, end: &End<'a>, align: u32) -> Result<u32> {
        let (Some(memory), Some(realloc)) = (&end.memory, &end.realloc) else {
            return Err(no_memory());
        };
        let memory = self.module.memory(memory);
        let realloc = self.module.function(realloc, &[ValType::I32; 4], &[ValType::I32]);
        let (bytes, address) = (self.local(ValType::I64), self.local(ValType::I32));
        self.module.emit_all([
            Instruction::LocalTee(bytes),
            Instruction::I64Const(i64::from(u32::MAX)),
            Instruction::I64GtU,
        ]);
        self.trap_if(Trap::ListTooLong);
        self.module.emit_all([
            Instruction::I32Const(0),
            Instruction::I32Const(0),
            Instruction::I32Const(align as i32),
            Instruction::LocalGet(bytes),
            Instruction::I32WrapI64,
            Instruction::Call(realloc),
            Instruction::LocalTee(address),
            Instruction::I64ExtendI32U,
            Instruction::LocalGet(bytes),
            Instruction::I64Add,
            Instruction::MemorySize(memory),
            Instruction::I64ExtendI32U,
            Instruction::I64Const(16),
            Instruction::I64Shl,
            Instruction::I64GtU,
        ]);
        self.trap_if(Trap::ListOutOfBounds);
        self.check_alignment(address, align);
        Ok(address)
    }

    fn memory(&mut self, ends: &Ends<'a>, side: Sided) -> Result<u32> {
        let end = match side {
            Sided::From => &ends.from,
            Sided::To => &ends.to,
        };
        let memory = end.memory.as_ref().ok_or_else(no_memory)?;
        Ok(self.module.memory(memory))
    }

    /// The address and the length of a string or list, in locals.
    fn load_pair(&mut self, ends: &Ends<'a>, from: &Place) -> Result<(u32, u32)> {
        let (pointer, length) = (self.local(ValType::I32), self.local(ValType::I32));
        for (place, local) in [pointer, length].into_iter().enumerate() {
            match from {
                Place::Locals(locals) => self.module.emit(Instruction::LocalGet(locals[place])),
                Place::Memory { address, offset } => {
                    let memory = self.memory(ends, Sided::From)?;
                    let offset = u64::from(*offset) + 4 * place as u64;
                    self.module.emit(Instruction::LocalGet(*address));
                    self.module.emit(Instruction::I32Load(access(memory, offset, 2)));
                }
            }
            self.module.emit(Instruction::LocalSet(local));
        }
        Ok((pointer, length))
    }

    fn store_pair(&mut self, ends: &Ends<'a>, to: &Place, pointer: u32, length: u32) -> Result<()> {
        for (place, local) in [pointer, length].into_iter().enumerate() {
            match to {
                Place::Locals(locals) => {
                    self.module.emit(Instruction::LocalGet(local));
                    self.module.emit(Instruction::LocalSet(locals[place]));
                }
                Place::Memory { address, offset } => {
                    let memory = self.memory(ends, Sided::To)?;
                    let offset = u64::from(*offset) + 4 * place as u64;
                    self.module.emit(Instruction::LocalGet(*address));
                    self.module.emit(Instruction::LocalGet(local));
                    self.module.emit(Instruction::I32Store(access(memory, offset, 2)));
                }
            }
        }
        Ok(())
    }

    fn load_discriminant(&mut self, ends: &Ends<'a>, cases: &Cases, from: &Place) -> Result<()> {
        match from {
            Place::Locals(locals) => self.module.emit(Instruction::LocalGet(locals[0])),
            Place::Memory { address, offset } => {
                let memory = self.memory(ends, Sided::From)?;
                self.module.emit(Instruction::LocalGet(*address));
                let offset = u64::from(*offset);
                self.module.emit(match discriminant_size(cases.len()) {
                    1 => Instruction::I32Load8U(access(memory, offset, 0)),
                    2 => Instruction::I32Load16U(access(memory, offset, 1)),
                    _ => Instruction::I32Load(access(memory, offset, 2)),
                });
            }
        }
        Ok(())
    }

    /// Stores the i32 on the stack.
    fn store_discriminant(&mut self, ends: &Ends<'a>, cases: &Cases, to: &Place) -> Result<()> {
        match to {
            Place::Locals(locals) => self.module.emit(Instruction::LocalSet(locals[0])),
            Place::Memory { address, offset } => {
                let size = discriminant_size(cases.len());
                self.store_i32(ends, *address, *offset, size)?;
            }
        }
        Ok(())
    }

    /// Stores the low bytes of the i32 on the stack.
    fn store_i32(&mut self, ends: &Ends<'a>, address: u32, offset: u32, size: u32) -> Result<()> {
        let memory = self.memory(ends, Sided::To)?;
        let value = self.local(ValType::I32);
        let offset = u64::from(offset);
        self.module.emit_all([
            Instruction::LocalSet(value),
            Instruction::LocalGet(address),
            Instruction::LocalGet(value),
            match size {
                1 => Instruction::I32Store8(access(memory, offset, 0)),
                2 => Instruction::I32Store16(access(memory, offset, 1)),
                _ => Instruction::I32Store(access(memory, offset, 2)),
            },
        ]);
        Ok(())
    }

    /// Puts a value of one flat type on the stack, without the bits that it has not.
    fn load_scalar(&mut self, ends: &Ends<'a>, ty: ValueTypeKey, from: &Place) -> Result<()> {
        let ty = self.flattener.graph.types.get(ty).clone();
        match from {
            Place::Locals(locals) => {
                self.module.emit(Instruction::LocalGet(locals[0]));
                self.narrow(&ty);
            }
            Place::Memory { address, offset } => {
                let memory = self.memory(ends, Sided::From)?;
                let offset = u64::from(*offset);
                let at = |log2| access(memory, offset, log2);
                self.module.emit(Instruction::LocalGet(*address));
                self.module.emit(match &ty {
                    ValueType::Integer { bits: 8, signed: true } => Instruction::I32Load8S(at(0)),
                    ValueType::Integer { bits: 8, .. } | ValueType::Bool => {
                        Instruction::I32Load8U(at(0))
                    }
                    ValueType::Integer { bits: 16, signed: true } => Instruction::I32Load16S(at(1)),
                    ValueType::Integer { bits: 16, .. } => Instruction::I32Load16U(at(1)),
                    ValueType::Integer { bits: 64, .. } => Instruction::I64Load(at(3)),
                    ValueType::F32 => Instruction::F32Load(at(2)),
                    ValueType::F64 => Instruction::F64Load(at(3)),
                    ValueType::Flags(names) => match flags_size(names.len()) {
                        1 => Instruction::I32Load8U(at(0)),
                        2 => Instruction::I32Load16U(at(1)),
                        _ => Instruction::I32Load(at(2)),
                    },
                    _ => Instruction::I32Load(at(2)),
                });
                if let ValueType::Flags(_) = ty {
                    self.narrow(&ty);
                }
            }
        }
        Ok(())
    }

    /// Canonical ABI, `lift_flat_unsigned` and its like: higher bits do not count.
    fn narrow(&mut self, ty: &ValueType) {
        let mask = |bits: u32| (!0u32 >> (32 - bits.clamp(1, 32))) as i32;
        match ty {
            ValueType::Integer { bits: 8, signed: true } => {
                self.module.emit(Instruction::I32Extend8S);
            }
            ValueType::Integer { bits: 16, signed: true } => {
                self.module.emit(Instruction::I32Extend16S);
            }
            ValueType::Integer { bits: bits @ (8 | 16), .. } => {
                let mask = mask(u32::from(*bits));
                self.module.emit_all([Instruction::I32Const(mask), Instruction::I32And]);
            }
            ValueType::Flags(names) => {
                let mask = mask(names.len() as u32);
                self.module.emit_all([Instruction::I32Const(mask), Instruction::I32And]);
            }
            _ => {}
        }
    }

    /// Stores the value of one flat type that is on the stack.
    fn store_scalar(&mut self, ends: &Ends<'a>, ty: ValueTypeKey, to: &Place) -> Result<()> {
        let (address, offset) = match to {
            Place::Locals(locals) => {
                self.module.emit(Instruction::LocalSet(locals[0]));
                return Ok(());
            }
            Place::Memory { address, offset } => (*address, *offset),
        };
        let layout = self.flattener.graph.types.layout(ty);
        let (size, flat) = (layout.size, self.flat(ty)[0]);
        if flat == ValType::I32 {
            return self.store_i32(ends, address, offset, size);
        }
        let memory = self.memory(ends, Sided::To)?;
        let value = self.local(flat);
        let offset = u64::from(offset);
        self.module.emit_all([
            Instruction::LocalSet(value),
            Instruction::LocalGet(address),
            Instruction::LocalGet(value),
            match flat {
                ValType::F32 => Instruction::F32Store(access(memory, offset, 2)),
                ValType::F64 => Instruction::F64Store(access(memory, offset, 3)),
                _ => Instruction::I64Store(access(memory, offset, 3)),
            },
        ]);
        Ok(())
    }
}

/// What the helper calls its functions, by the encodings of source and target.
const NAMES: [[&str; 3]; 3] = [["0-0", "0-1", "0-2"], ["1-0", "1-1", "1-2"], ["2-0", "2-1", "2-2"]];

/// A field: its locals from `next` on, or what lies `offset` bytes further.
fn part(place: &Place, next: usize, flat: usize, offset: u32) -> Place {
    match place {
        Place::Locals(locals) => Place::Locals(locals[next..next + flat].to_vec()),
        Place::Memory { address, offset: start } => {
            Place::Memory { address: *address, offset: start.saturating_add(offset) }
        }
    }
}

fn access(memory: u32, offset: u64, align: u32) -> MemArg {
    MemArg { offset, align, target: MemArgTarget::Memory(memory), ordering: None }
}

/// Validation demands memories and allocators where values need them.
fn no_memory() -> Error {
    Error::internal("a value has no memory to go to")
}
