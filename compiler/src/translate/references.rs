//! Function references: a reference is the distance in bytes from the array of
//! function descriptors to one of them, and the first descriptor is null's.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, SigRef, Value, types};
use wasi2native_runtime_support::abi::records::FuncDescriptor;
use wasi2native_runtime_support::abi::traps::Trap;
use wasmparser::FuncType;

use super::emitter::{Condition, Emitter, Sense};
use super::regions::Region;
use super::signatures::{REFERENCE, wasm_signature};
use crate::program::{Reference, Symbol, TypeKey};

impl Emitter<'_, '_> {
    /// A reference known at compile time.
    pub fn reference(&mut self, reference: Reference) -> Value {
        self.iconst(REFERENCE, reference.to_bits().into())
    }

    /// Core, `call_indirect`: traps unless `reference` is to a function of type
    /// `expected`. Null has a type that nothing else has, so that one
    /// comparison, predicted to succeed, finds both.
    pub fn check_type(&mut self, reference: Value, expected: TypeKey) {
        let descriptor = self.descriptor(reference);
        let flags = self.descriptor_flags();
        let found = self.ins().load(types::I32, flags, descriptor, FuncDescriptor::TYPE);
        let expected = self.iconst(types::I32, expected.as_u32().into());
        let same = self.compare(IntCC::Equal, found, expected);
        let (fits, differs) = (self.builder.create_block(), self.builder.create_block());
        self.builder.set_cold_block(differs);
        let same = Condition { value: same, sense: Sense::Nonzero };
        self.branch(same, (fits, &[]), (differs, &[]));
        self.begin_sealed(differs);
        self.trap_if_zero(reference, Trap::UninitializedElement);
        self.trap(Trap::IndirectCallTypeMismatch);
        self.begin_sealed(fits);
    }

    /// The native address of the code behind a reference that is not null.
    pub fn code_of(&mut self, reference: Value) -> Value {
        let descriptor = self.descriptor(reference);
        let flags = self.descriptor_flags();
        let distance = self.ins().load(types::I32, flags, descriptor, FuncDescriptor::CODE);
        let distance = self.ins().sextend(types::I64, distance);
        let array = self.address(Symbol::FuncDescriptors);
        self.ins().iadd(array, distance)
    }

    /// The signature of calls to functions of a type.
    pub fn indirect_signature(&mut self, key: TypeKey, ty: &FuncType) -> SigRef {
        if let Some(&signature) = self.signatures.get(&key) {
            return signature;
        }
        let signature = self.builder.import_signature(wasm_signature(ty));
        self.signatures.insert(key, signature);
        signature
    }

    fn descriptor(&mut self, reference: Value) -> Value {
        let array = self.address(Symbol::FuncDescriptors);
        let distance = self.extend_to_64(reference);
        self.ins().iadd(array, distance)
    }

    /// Every funcref, null among them, leads to a descriptor, and nobody writes
    /// descriptors: the loads depend on nothing but the reference.
    fn descriptor_flags(&mut self) -> MemFlagsData {
        self.flags(Region::Constants).with_readonly().with_can_move()
    }
}
