//! What a trap is called here and there: the contract's [`Trap`], Cranelift's
//! [`TrapCode`].
//!
//! Cranelift has codes of its own for what its instructions can do wrong. A
//! trap that has such a code uses it, so the mapping is one to one; the others
//! are user codes.

use cranelift_codegen::ir::TrapCode;
use wasi2native_runtime_support::abi::traps::Trap;

const SHARED: [(Trap, TrapCode); 5] = [
    (Trap::MemoryOutOfBounds, TrapCode::HEAP_OUT_OF_BOUNDS),
    (Trap::IntegerDivideByZero, TrapCode::INTEGER_DIVISION_BY_ZERO),
    (Trap::IntegerOverflow, TrapCode::INTEGER_OVERFLOW),
    (Trap::BadConversionToInteger, TrapCode::BAD_CONVERSION_TO_INTEGER),
    (Trap::StackExhausted, TrapCode::STACK_OVERFLOW),
];

/// The code that CLIF instructions carry for `trap`.
pub fn to_clif(trap: Trap) -> TrapCode {
    match SHARED.iter().find(|&&(shared, _)| shared == trap) {
        Some(&(_, code)) => code,
        // Code 0 does not exist, hence the shift by one.
        None => TrapCode::unwrap_user(trap as u8 + 1),
    }
}

/// The reverse of [`to_clif`].
pub fn from_clif(code: TrapCode) -> Trap {
    match SHARED.iter().find(|&&(_, shared)| shared == code) {
        Some(&(trap, _)) => trap,
        None => Trap::from_number(code.as_raw().get() - 1)
            .expect("user codes in generated code are those of `to_clif`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trap_has_a_code_and_every_code_of_cranelift_a_trap() {
        for &trap in Trap::ALL {
            assert_eq!(from_clif(to_clif(trap)), trap);
        }
        for &code in TrapCode::non_user_traps() {
            assert_eq!(to_clif(from_clif(code)), code);
        }
    }
}
