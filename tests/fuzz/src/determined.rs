//! Makes a function say the same in every engine: which NaN an operation gives,
//! and how long a wait takes, WebAssembly leaves open.

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{Function, Instruction as I, ValType};
use wasmparser::{BinaryReaderError, FunctionBody, Operator};

use crate::case::Floats;

/// Where the locals begin that this adds to a function.
pub struct Determined {
    /// One of each of [`SCRATCH`]'s types.
    scratch: u32,
    /// The function's own ones.
    locals: Vec<(u32, wasmparser::ValType)>,
}

const SCRATCH: [ValType; 3] = [ValType::F32, ValType::F64, ValType::V128];

/// What an operation's result consists of.
#[derive(Clone, Copy)]
enum Float {
    F32,
    F64,
    F32x4,
    F64x2,
}

impl Determined {
    /// # Errors
    /// A body that is none.
    pub fn new(
        parameters: usize,
        body: &FunctionBody<'_>,
    ) -> Result<Determined, BinaryReaderError> {
        let mut locals = Vec::new();
        let mut scratch = parameters as u32;
        for group in body.get_locals_reader()? {
            let (count, ty) = group?;
            scratch += count;
            locals.push((count, ty));
        }
        Ok(Determined { scratch, locals })
    }

    /// The body with more instructions.
    ///
    /// # Errors
    /// A body that is none.
    pub fn body<R: Reencode + ?Sized>(
        &self,
        encoder: &mut R,
        body: &FunctionBody<'_>,
        floats: Floats,
    ) -> Result<Function, reencode::Error<R::Error>> {
        let mut locals = Vec::new();
        for &(count, ty) in &self.locals {
            locals.push((count, encoder.val_type(ty)?));
        }
        locals.extend(SCRATCH.map(|ty| (1, ty)));
        let mut function = Function::new(locals);
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            let operator = reader.read()?;
            if let Operator::MemoryAtomicWait32 { .. } | Operator::MemoryAtomicWait64 { .. } =
                operator
            {
                // Nobody would ever wake it up. A microsecond at most.
                function.instruction(&I::I64Const(0x3ff));
                function.instruction(&I::I64And);
            }
            let float = float(&operator);
            function.instruction(&encoder.instruction(operator)?);
            if let (Some(float), Floats::ByModule) = (float, floats) {
                self.canonicalize(float, &mut function);
            }
        }
        Ok(function)
    }

    /// Core, "NaN Propagation": the positive canonical NaN instead of any.
    fn canonicalize(&self, float: Float, function: &mut Function) {
        let f32_nan = 0x7fc0_0000_u32;
        let f64_nan = 0x7ff8_0000_0000_0000_u64;
        let wide = |lane: u64| I::V128Const((u128::from(lane) << 64 | u128::from(lane)) as i128);
        let (place, nan, equal, select) = match float {
            Float::F32 => (0, I::F32Const(f32::from_bits(f32_nan).into()), I::F32Eq, I::Select),
            Float::F64 => (1, I::F64Const(f64::from_bits(f64_nan).into()), I::F64Eq, I::Select),
            Float::F32x4 => {
                let lanes = u64::from(f32_nan) << 32 | u64::from(f32_nan);
                (2, wide(lanes), I::F32x4Eq, I::V128Bitselect)
            }
            Float::F64x2 => (2, wide(f64_nan), I::F64x2Eq, I::V128Bitselect),
        };
        let local = self.scratch + place;
        let get = I::LocalGet(local);
        for instruction in [&I::LocalTee(local), &nan, &get, &get, &equal, &select] {
            function.instruction(instruction);
        }
    }
}

/// What a result consists of whose NaNs are open.
fn float(operator: &Operator<'_>) -> Option<Float> {
    use Operator as O;
    Some(match operator {
        O::F32Ceil
        | O::F32Floor
        | O::F32Nearest
        | O::F32Sqrt
        | O::F32Trunc
        | O::F32Div
        | O::F32Max
        | O::F32Min
        | O::F32Mul
        | O::F32Sub
        | O::F32Add
        | O::F32DemoteF64 => Float::F32,
        O::F64Ceil
        | O::F64Floor
        | O::F64Nearest
        | O::F64Sqrt
        | O::F64Trunc
        | O::F64Div
        | O::F64Max
        | O::F64Min
        | O::F64Mul
        | O::F64Sub
        | O::F64Add
        | O::F64PromoteF32 => Float::F64,
        O::F32x4Ceil
        | O::F32x4Floor
        | O::F32x4Nearest
        | O::F32x4Sqrt
        | O::F32x4Trunc
        | O::F32x4Div
        | O::F32x4Max
        | O::F32x4Min
        | O::F32x4Mul
        | O::F32x4Sub
        | O::F32x4Add
        | O::F32x4DemoteF64x2Zero
        | O::F32x4RelaxedMadd
        | O::F32x4RelaxedNmadd
        | O::F32x4RelaxedMin
        | O::F32x4RelaxedMax => Float::F32x4,
        O::F64x2Ceil
        | O::F64x2Floor
        | O::F64x2Nearest
        | O::F64x2Sqrt
        | O::F64x2Trunc
        | O::F64x2Div
        | O::F64x2Max
        | O::F64x2Min
        | O::F64x2Mul
        | O::F64x2Sub
        | O::F64x2Add
        | O::F64x2PromoteLowF32x4
        | O::F64x2RelaxedMadd
        | O::F64x2RelaxedNmadd
        | O::F64x2RelaxedMin
        | O::F64x2RelaxedMax => Float::F64x2,
        _ => return None,
    })
}
