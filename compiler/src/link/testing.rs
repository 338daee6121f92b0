//! Programs, code and a runtime made by hand, for the tests of the linker and
//! of the file format.

use cranelift_codegen::Context;
use cranelift_codegen::binemit::Reloc;
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::entity::EntityRef;
use cranelift_codegen::isa::unwind::UnwindInfo;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use wasi2native_runtime_support::abi::builtins::Builtin;
use wasi2native_runtime_support::abi::descriptor::{DESCRIPTOR_SYMBOL, ProgramDescriptor};
use wasi2native_runtime_support::abi::host_functions::HOST_FUNCTIONS;
use wasi2native_runtime_support::abi::traps::Trap;

use super::records::Record;
use super::*;
use crate::codegen::{CompiledFunction, Relocation, TrapPlace};
pub use crate::program::testing::with_program;
use crate::program::{HostFunctionKey, Symbol, TableStorage};

/// A program with something of everything that has a place.
pub const EVERYTHING: &str = r#"(module $everything
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory 3)
    (table $fixed 4 4 funcref)
    (table $growing 600 funcref)
    (global $counter (mut i32) (i32.const 7))
    (elem (table $fixed) (i32.const 1) func $_start $exit)
    (elem (table $growing) (i32.const 3) func $named)
    (elem $passive func $named $_start)
    (data (i32.const 4100) "content")
    (data $passive "passive")
    (func $_start (export "_start"))
    (func $named (export "grow") (result i32)
        (table.init $growing $passive (i32.const 0) (i32.const 0) (i32.const 0))
        (memory.init $passive (i32.const 0) (i32.const 0) (i32.const 0))
        (table.grow $growing (ref.null func) (i32.const 1)))
    (func (export "set") (table.set $fixed (i32.const 0) (ref.null func))))"#;

pub fn target() -> Target {
    Target::new(&Options::default()).expect("the default target exists")
}

/// Code for every function of a program that is never run: it refers to every
/// symbol there is, in every way there is, and traps.
pub fn code(program: &Program<'_>, target: &Target) -> Code {
    let unwind = unwind(target);
    let function = |_| {
        let mut function = CompiledFunction {
            code: Vec::new(),
            alignment: 16,
            relocations: Vec::new(),
            traps: Vec::new(),
            source_locations: Vec::new(),
            handlers: Vec::new(),
            stack_maps: Vec::new(),
            unwind: unwind.clone(),
        };
        for symbol in all_symbols(program) {
            refer(&mut function, &[0xe8], Reloc::X86CallPCRel4, symbol, -4);
            refer(&mut function, &[0x48, 0x8d, 0x05], Reloc::X86PCRel4, symbol, -4);
            refer(&mut function, &[0x48, 0xb8], Reloc::Abs8, symbol, 0);
        }
        let offset = function.code.len() as u32;
        // ud2; ret
        function.code.extend([0x0f, 0x0b, 0xc3]);
        function.traps.push(TrapPlace { offset, trap: Trap::Unreachable });
        function
    };
    Code { functions: program.functions.keys().map(function).collect() }
}

fn refer(function: &mut CompiledFunction, opcode: &[u8], kind: Reloc, symbol: Symbol, addend: i64) {
    function.code.extend(opcode);
    let offset = function.code.len() as u32;
    function.code.extend(if kind == Reloc::Abs8 { &[0; 8][..] } else { &[0; 4] });
    function.relocations.push(Relocation { offset, kind, symbol, addend });
}

fn all_symbols(program: &Program<'_>) -> Vec<Symbol> {
    let mut symbols = vec![Symbol::FuncDescriptors, Symbol::HostFunction(HostFunctionKey::new(0))];
    symbols.extend(program.functions.keys().map(Symbol::Function));
    symbols.extend(Builtin::ALL.iter().map(|&builtin| Symbol::Builtin(builtin)));
    symbols.extend(program.memories.keys().map(Symbol::MemoryRecord));
    symbols.extend(program.tables.iter().map(|(key, table)| match table.storage {
        TableStorage::Fixed => Symbol::Table(key),
        TableStorage::Growable { .. } | TableStorage::PerThread { .. } => Symbol::TableRecord(key),
    }));
    symbols.extend(program.globals.keys().map(Symbol::Global));
    symbols
        .extend(program.data.keys().flat_map(|key| [Symbol::Data(key), Symbol::DataLength(key)]));
    symbols.extend(
        program
            .elements
            .keys()
            .flat_map(|key| [Symbol::Elements(key), Symbol::ElementsLength(key)]),
    );
    symbols
}

/// What Cranelift says of a function's frame.
fn unwind(target: &Target) -> Option<UnwindInfo> {
    let mut context = Context::new();
    let mut builder_context = FunctionBuilderContext::new();
    let mut builder = FunctionBuilder::new(&mut context.func, &mut builder_context);
    let block = builder.create_block();
    builder.switch_to_block(block);
    builder.seal_all_blocks();
    cranelift_codegen::ir::InstBuilder::return_(builder.ins(), &[]);
    builder.finalize(target.isa.frontend_config());
    let compiled =
        context.compile(&*target.isa, &mut ControlPlane::default()).expect("an empty function");
    compiled.create_unwind_info(&*target.isa).expect("a usual frame")
}

/// A runtime that ends with status 42 at once, whatever its program is. It has
/// all symbols, but they are places of no use.
pub fn stub() -> Stub {
    // mov edi, 42; mov eax, 60 (exit); syscall
    stub_running(&[0xbf, 42, 0, 0, 0, 0xb8, 60, 0, 0, 0, 0x0f, 0x05])
}

/// A runtime that does nothing but run some machine code.
pub fn stub_running(start: &[u8]) -> Stub {
    const READ_ONLY: u64 = 0x20_0040;
    const CODE: u64 = 0x20_1400;
    const DATA: u64 = 0x20_2800;
    let symbol = |name: &'static str, address, kind| ImageSymbol {
        name: name.into(),
        address,
        size: 1,
        kind,
    };
    let mut code = start.to_vec();
    let mut symbols = vec![symbol(DESCRIPTOR_SYMBOL, READ_ONLY, SymbolKind::Data)];
    let functions = HOST_FUNCTIONS.iter().map(|row| row.symbol);
    for name in functions.chain(Builtin::ALL.iter().map(|builtin| builtin.symbol())) {
        symbols.push(symbol(name, CODE + code.len() as u64, SymbolKind::Function));
        code.push(0xc3);
    }
    let segment = |name, address, bytes: Vec<u8>, zeros: u64, permissions| StubSegment {
        name,
        address,
        memory_size: bytes.len() as u64 + zeros,
        bytes: bytes.leak(),
        permissions,
    };
    let segments = vec![
        segment(".rodata", READ_ONLY, vec![0; ProgramDescriptor::SIZE], 0, Permissions::Read),
        segment(".text", CODE, code, 0, Permissions::ReadExecute),
        segment(".data", DATA, vec![1; 8], 10_000, Permissions::ReadWrite),
    ];
    Stub::new(Machine { number: 62, flags: 0 }, segments, symbols, CODE)
}
