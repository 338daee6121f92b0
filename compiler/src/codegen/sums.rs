//! Sums of three parts in loops, `(p + i) + c`: where `p` does not change in the loop,
//! neither does `p + c`, which is then added before the loop.
//!
//! The optimiser sees constants as free and leaves them where they are used, so such
//! a sum becomes `lea` with three parts. On many processors (Intel's before Ice Lake)
//! that takes three cycles, in the one unit that also has floating-point work to do,
//! where `lea` with two parts takes one cycle, in either of two. The addresses of
//! arrays at fixed places are such sums, in the innermost loops of C and Rust programs.
//!
//! What is added before the loop is written as a subtraction: instruction selection
//! would fold an addition back into the loop, wherever it stands.

use std::collections::{HashMap, HashSet};

use cranelift_codegen::Context;
use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::ir::{
    Block, Function, Inst, InstBuilder, InstructionData, Opcode, Value, ValueDef, types,
};
use cranelift_codegen::loop_analysis::{Loop, LoopAnalysis};

/// Adds constants before loops where that can be done, after optimisation.
/// Says whether there was such a place.
pub fn add_constants_before_loops(context: &mut Context) -> bool {
    context.compute_loop_analysis();
    let mut found = find(&context.func, &context.loop_analysis);
    if found.is_empty() {
        return false;
    }
    keep_those_alone(&context.func, &context.loop_analysis, &mut found);
    let mut before: HashMap<(Loop, Value, i32), Value> = HashMap::new();
    for sum in found {
        let key = (sum.scope, sum.fixed, sum.constant);
        let added = match before.get(&key) {
            Some(&added) => added,
            None => {
                let header = context.loop_analysis.loop_header(sum.scope);
                let Some(block) = context.domtree.idom(header) else { continue };
                let added = add_at_end(&mut context.func, block, sum.fixed, sum.constant);
                before.insert(key, added);
                added
            }
        };
        context.func.dfg.insts[sum.outer] =
            InstructionData::Binary { opcode: Opcode::Iadd, args: [added, sum.varying] };
    }
    !before.is_empty()
}

/// A sum of three parts in a loop.
struct Sum {
    /// The innermost loop around it.
    scope: Loop,
    /// The addition that is left in the loop, and the other, which is not needed then.
    outer: Inst,
    inner: Inst,
    /// What does not change in the loop.
    fixed: Value,
    constant: i32,
    varying: Value,
}

fn find(function: &Function, loops: &LoopAnalysis) -> Vec<Sum> {
    let mut found = Vec::new();
    for block in function.layout.blocks() {
        let Some(scope) = loops.innermost_loop(block) else { continue };
        for outer in function.layout.block_insts(block) {
            let Some([x, y]) = addends(function, outer) else { continue };
            found.extend(sum(function, loops, scope, outer, x, y));
        }
    }
    found
}

/// The operands of an addition of 32 bits: wider ones become parts of addresses.
fn addends(function: &Function, inst: Inst) -> Option<[Value; 2]> {
    match function.dfg.insts[inst] {
        InstructionData::Binary { opcode: Opcode::Iadd, args: [x, y] }
            if function.dfg.value_type(x) == types::I32 =>
        {
            let resolved = |value| function.dfg.resolve_aliases(value);
            Some([resolved(x), resolved(y)])
        }
        _ => None,
    }
}

fn sum(
    function: &Function,
    loops: &LoopAnalysis,
    scope: Loop,
    outer: Inst,
    x: Value,
    y: Value,
) -> Option<Sum> {
    let is_fixed = |value| !loops.is_in_loop(block_of(function, value), scope);
    let inner_of = |value| {
        let inner = function.dfg.value_def(value).inst()?;
        addends(function, inner).map(|addends| (inner, addends))
    };
    let new = |inner, fixed, constant, varying| {
        let fits = is_fixed(fixed) && !is_fixed(varying);
        fits.then_some(Sum { scope, outer, inner, fixed, constant, varying })
    };
    for (sum, other) in [(x, y), (y, x)] {
        let Some((inner, [a, b])) = inner_of(sum) else { continue };
        let found = match (constant(function, other), constant(function, a), constant(function, b))
        {
            // (a + b) + c, either of which may be fixed.
            (Some(c), None, None) => new(inner, a, c, b).or_else(|| new(inner, b, c, a)),
            // (a + c) + b
            (None, None, Some(c)) => new(inner, a, c, other),
            (None, Some(c), None) => new(inner, b, c, other),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

fn constant(function: &Function, value: Value) -> Option<i32> {
    let inst = function.dfg.value_def(value).inst()?;
    match function.dfg.insts[inst] {
        InstructionData::UnaryImm { opcode: Opcode::Iconst, imm } => Some(imm.bits() as i32),
        _ => None,
    }
}

fn block_of(function: &Function, value: Value) -> Block {
    let inst = match function.dfg.value_def(value) {
        ValueDef::Result(inst, _) => inst,
        ValueDef::Param(block, _) => return block,
        ValueDef::Union(..) => unreachable!("the optimiser leaves none"),
    };
    function.layout.inst_block(inst).expect("it is used")
}

/// Drops the sums that would need one more register in the loop: those whose parts are
/// also used for something else there.
fn keep_those_alone(function: &Function, loops: &LoopAnalysis, found: &mut Vec<Sum>) {
    let result = |sum: &Sum| function.dfg.first_result(sum.inner);
    let mut users: HashMap<Value, Vec<(Block, Inst)>> = HashMap::new();
    for sum in &*found {
        users.entry(sum.fixed).or_default();
        users.entry(result(sum)).or_default();
    }
    for block in function.layout.blocks() {
        for inst in function.layout.block_insts(block) {
            for value in function.dfg.inst_values(inst) {
                if let Some(users) = users.get_mut(&function.dfg.resolve_aliases(value)) {
                    users.push((block, inst));
                }
            }
        }
    }
    let inner: HashSet<(Loop, Value, i32, Inst)> =
        found.iter().map(|sum| (sum.scope, sum.fixed, sum.constant, sum.inner)).collect();
    found.retain(|sum| {
        let is_same = |inst| inner.contains(&(sum.scope, sum.fixed, sum.constant, inst));
        let is_left = |block| !loops.is_in_loop(block, sum.scope);
        users[&result(sum)].iter().all(|&(_, inst)| inst == sum.outer)
            && users[&sum.fixed].iter().all(|&(block, inst)| is_left(block) || is_same(inst))
    });
}

/// Adds a constant to a value at the end of a block.
fn add_at_end(function: &mut Function, block: Block, value: Value, constant: i32) -> Value {
    let last = function.layout.last_inst(block).expect("a block has a terminator");
    let mut cursor = FuncCursor::new(function).at_inst(last);
    let subtrahend = i64::from(constant.wrapping_neg() as u32);
    let subtrahend = cursor.ins().iconst(types::I32, subtrahend);
    cursor.ins().isub(value, subtrahend)
}

#[cfg(test)]
mod tests {
    use crate::codegen::FunctionCompiler;
    use crate::options::{Optimize, Options};
    use crate::program::{FunctionKind, command};
    use crate::report::Silent;
    use crate::target::Target;
    use crate::wasm;

    /// How many instructions add three parts in a loop over `body`, whose value is added
    /// up. `$p` does not change, `$i` does.
    fn sums_of_three(body: &str, options: &Options) -> usize {
        let text = format!(
            r#"(module (func (export "_start"))
              (func (export "sum") (param $p i32) (param $n i32) (result i32)
                (local $i i32) (local $sum i32) (local $two i32)
                (loop $again
                  (local.set $sum (i32.xor (i32.mul (local.get $sum) (local.get $n)) {body}))
                  (br_if $again (i32.lt_u
                    (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
                (local.get $sum)))"#
        );
        let bytes = wat::parse_str(text).expect("the test's module is well-formed");
        let module = wasm::parse(&bytes).expect("the test's module is valid");
        let program = command(&module, options, &Silent).expect("it is a command");
        let target = Target::new(options).expect("the default target exists");
        let mut compiler = FunctionCompiler::new(&program, &target);
        let functions = program.functions.iter();
        let wasm = functions.filter(|(_, kind)| matches!(kind, FunctionKind::Wasm { .. }));
        let text: String =
            wasm.map(|(key, _)| compiler.disassemble(key).expect("it has a translation")).collect();
        text.lines().filter(|line| line.contains("lea") && line.contains("0x3e8(")).count()
    }

    #[test]
    fn what_is_fixed_and_the_constant_are_added_before_the_loop() {
        for body in [
            "(i32.add (i32.add (local.get $p) (local.get $i)) (i32.const 1000))",
            "(i32.add (i32.const 1000) (i32.add (local.get $i) (local.get $p)))",
            "(i32.add (i32.add (local.get $p) (i32.const 1000)) (local.get $i))",
        ] {
            assert_eq!(sums_of_three(body, &Options::default()), 0, "{body}");
            let plain = Options { optimize: Optimize::None, ..Options::default() };
            assert_ne!(sums_of_three(body, &plain), 0, "{body}");
        }
    }

    #[test]
    fn sums_that_would_need_another_register_stay() {
        for body in [
            // The fixed part is used by itself.
            "(i32.mul (local.get $p)
              (i32.add (i32.add (local.get $p) (local.get $i)) (i32.const 1000)))",
            // The sum of two is.
            "(i32.mul (local.tee $two (i32.add (local.get $p) (local.get $i)))
              (i32.add (local.get $two) (i32.const 1000)))",
            // Nothing is fixed.
            "(i32.add (i32.add (local.get $sum) (local.get $i)) (i32.const 1000))",
        ] {
            assert_ne!(sums_of_three(body, &Options::default()), 0, "{body}");
        }
    }
}
