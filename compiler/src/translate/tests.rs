//! Properties of the translation that snapshots would not explain.

use std::time::{Duration, Instant};

use cranelift_codegen::ir::Function;
use cranelift_codegen::verifier::verify_function;
use cranelift_frontend::FunctionBuilderContext;

use super::translate;
use crate::error::Result;
use crate::options::{BoundsChecks, Options};
use crate::program::{FunctionKind, command};
use crate::report::Silent;
use crate::target::Target;
use crate::wasm;

/// The CLIF of the functions of a command module, which gets a `_start` as its
/// last function. All of it passes Cranelift's verifier.
fn functions(fields: &str, options: &Options) -> Result<Vec<Function>> {
    let text = format!(r#"(module {fields} (func (export "_start")))"#);
    let bytes = wat::parse_str(text).expect("the test's module is well-formed");
    let module = wasm::parse(&bytes).expect("the test's module is valid");
    let program = command(&module, options, &Silent).expect("the test's module is a command");
    let target = Target::new(options).expect("the default target exists");
    let mut builder = FunctionBuilderContext::new();
    let mut functions = Vec::new();
    for (key, kind) in program.functions.iter() {
        let mut function = Function::new();
        translate(&program, key, &*target.isa, &mut builder, &mut function)?;
        verify_function(&function, &*target.isa).expect("translation makes valid CLIF");
        if matches!(kind, FunctionKind::Wasm { .. }) {
            functions.push(function);
        }
    }
    functions.pop();
    Ok(functions)
}

fn clif(fields: &str) -> String {
    clif_with(fields, &Options::default())
}

fn clif_with(fields: &str, options: &Options) -> String {
    let functions = functions(fields, options).expect("every instruction has a translation");
    functions.iter().map(|function| function.display().to_string()).collect()
}

/// Core, "Memory Instructions": the sum of index and offset does not wrap, but
/// `i32.add` does.
#[test]
fn an_index_is_zero_extended_before_anything_is_added() {
    let load = "(i32.load (i32.add (local.get 0) (i32.const 16)))";
    let text = clif(&format!("(memory 1) (func (param i32) (result i32) {load})"));
    let sum = text.find("iadd v0").expect("the index is a sum");
    let extension = text.find("uextend.i64").expect("it is extended");
    assert!(sum < extension, "{text}");
    assert!(!text.contains("+16"), "{text}");
}

#[test]
fn an_offset_that_an_instruction_cannot_hold_is_added_in_64_bits() {
    let load = "(i32.load offset=0xffffffff (local.get 0))";
    let text = clif(&format!("(memory 1) (func (param i32) (result i32) {load})"));
    assert!(text.contains("iconst.i64 0xffff_ffff"), "{text}");
}

#[test]
fn a_guarded_access_has_no_comparison_and_an_explicit_one_has() {
    let fields = "(memory 1) (func (param i32) (result i32) (i32.load (local.get 0)))";
    let explicit = Options { bounds_checks: BoundsChecks::Explicit, ..Options::default() };
    assert!(!clif(fields).contains("trapnz"));
    assert!(clif_with(fields, &explicit).contains("trapnz"));
}

#[test]
fn an_access_past_2_to_the_64_always_traps() {
    let load = "(i64.load offset=0xfffffffffffffffc (local.get 0))";
    let text = clif(&format!("(memory i64 1) (func (param i64) (result i64) {load})"));
    assert!(text.contains("iconst.i8 1"), "{text}");
}

/// A comparison, `i32.eqz` and a branch are one comparison and one branch.
#[test]
fn conditions_go_the_short_way() {
    let text = clif(
        "(func (param f64 f64) (result i32)
           (if (result i32) (i32.eqz (f64.lt (local.get 0) (local.get 1)))
             (then (i32.const 1)) (else (i32.const 2))))",
    );
    let compare = text.lines().find(|line| line.contains("fcmp")).expect("there is a comparison");
    let truth = compare.split_whitespace().find(|word| word.starts_with('v')).expect("it is named");
    assert!(text.contains(&format!("brif {truth}, block2, block1")), "{text}");
}

/// A program that is only nesting must not exhaust the stack or take forever.
#[test]
fn blocks_can_be_nested_deeply() {
    let begin = Instant::now();
    let nested = |open: &str, inside: &str, close: &str| {
        let body = format!("{}{inside}{}", open.repeat(50_000), close.repeat(50_000));
        clif(&format!("(func (param i32) (local i32) {body})")).len()
    };
    nested("block ", "local.get 0 br_if 49999 ", "end ");
    nested("loop ", "local.get 0 br_if 49999 ", "end ");
    nested("local.get 0 if ", "local.get 0 local.set 1 ", "else nop end ");
    nested("block ", "unreachable ", "end ");
    nested("unreachable block ", "", "end ");
    assert!(begin.elapsed() < Duration::from_secs(60));
}

#[test]
fn functions_can_have_many_locals_and_long_tables() {
    let locals = "i32 i64 ".repeat(20_000);
    clif(&format!("(func (param i64) (local {locals}) (local.set 40000 (local.get 39998)))"));
    let targets = "0 1 ".repeat(100_000);
    clif(&format!(
        "(func (param i32) (result i32)
           (block (result i32) (block (result i32)
             i32.const 7 local.get 0 br_table {targets} 0)))"
    ));
}

#[test]
fn instructions_without_translation_are_named() {
    let fields = "(func) (func $numbered (result i32) (i31.get_s (ref.i31 (i32.const 1))))";
    let error = functions(fields, &Options::default()).expect_err("it has no translation");
    let text = error.to_string();
    assert!(text.starts_with("instruction `ref.i31` needs garbage collection"), "{text}");
    assert!(text.contains("in function 1 `numbered`, at offset 0x"), "{text}");
}

/// What cannot be reached is not translated, so it need not be supported.
#[test]
fn unreachable_code_is_skipped() {
    let text = clif(
        "(tag $t) (func (result i32)
           (block (result i32) (br 0 (i32.const 1)) (if (then (throw $t)) (else (nop)))))",
    );
    assert!(text.contains("return"), "{text}");
}

/// What the exception tables of some code hold together.
fn listed_handlers(function: &Function) -> usize {
    function.dfg.exception_tables.values().map(|table| table.items().count()).sum()
}

#[test]
fn deep_nesting_of_handlers_costs_no_more_than_its_size() {
    const DEPTH: usize = 2000;
    let tags: String = (0..DEPTH).map(|tag| format!("(tag $t{tag})")).collect();
    let opened: String = (0..DEPTH)
        .map(|tag| format!("(block $b{tag} (try_table (catch $t{tag} $b{tag}) "))
        .collect();
    let calls = "(call $f)".repeat(DEPTH);
    let closed = "))".repeat(DEPTH);
    let text = format!("{tags} (func $f) (func {opened} {calls} {closed})");
    let functions = functions(&text, &Options::default()).unwrap();
    assert!(listed_handlers(&functions[1]) <= 17 * DEPTH);
    assert!(functions[1].dfg.num_insts() <= 20 * DEPTH);
}

#[test]
fn many_handlers_behind_each_other_cost_the_same_each() {
    let function = |count: usize| {
        let one = "(block $o (block $h (result exnref) \
            (try_table (catch_all_ref $h) (call $f)) (br $o)) (call $f) (throw_ref))";
        let text = format!("(func $f) (func {})", one.repeat(count));
        functions(&text, &Options::default()).unwrap().remove(1)
    };
    let (few, many) = (function(100), function(20_000));
    assert_eq!(listed_handlers(&many), 200 * listed_handlers(&few));
    assert!(many.dfg.num_insts() <= 200 * few.dfg.num_insts());
}

#[test]
fn locals_that_change_between_very_many_calls_are_no_values_for_handlers() {
    let changes: String = (0..2000)
        .map(|number| format!("(call $f) (local.set {} (i32.const {number}))", number % 50))
        .collect();
    let locals = "i32 ".repeat(50);
    let text = format!(
        "(func $f) (func (local {locals}) (block $h (try_table (catch_all $h) {changes})) \
            (call $g (local.get 7))) (func $g (param i32))"
    );
    let function = functions(&text, &Options::default()).unwrap().remove(1);
    let values: usize =
        (function.layout.blocks()).map(|block| function.dfg.block_params(block).len()).sum();
    assert!(values <= 100, "{values} block parameters");
}
