//! Global variables and constants.

use cranelift_codegen::ir::{InstBuilder, Value, types};

use super::emitter::Emitter;
use super::regions::Region;
use super::signatures::clif_type;
use crate::program::{self, GlobalKey, Symbol};

impl Emitter<'_, '_> {
    /// Core, "Variable Instructions", `global.get`. An immutable global has its
    /// initial value forever.
    pub fn global_get(&mut self, global: GlobalKey) -> Value {
        let definition = self.program.globals[global];
        if !definition.ty.mutable {
            return self.constant(definition.initial);
        }
        let cell = self.address(Symbol::Global(global));
        let flags = self.flags(Region::Global(global));
        let ty = definition.ty.content_type;
        let value = self.ins().load(clif_type(ty), flags, cell, 0);
        self.note_reference(value, ty);
        value
    }

    /// Core, "Variable Instructions", `global.set`.
    pub fn global_set(&mut self, global: GlobalKey, value: Value) {
        let cell = self.address(Symbol::Global(global));
        let flags = self.flags(Region::Global(global));
        self.ins().store(flags, value, cell, 0);
    }

    fn constant(&mut self, value: program::Value) -> Value {
        use program::Value as Constant;
        match value {
            Constant::I32(value) => self.iconst(types::I32, u64::from(value as u32)),
            Constant::I64(value) => self.iconst(types::I64, value as u64),
            Constant::F32(bits) => self.f32const(bits),
            Constant::F64(bits) => self.f64const(bits),
            Constant::V128(bits) => self.vconst(types::I8X16, bits.to_le_bytes()),
            Constant::Reference(reference) => self.reference(reference),
        }
    }
}
