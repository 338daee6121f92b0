//! Functions between components: each takes values as its caller has them, and
//! passes them on as its callee wants them. Component Model, "Canonical ABI
//! Explainer".
//!
//! They are made as WebAssembly modules of one function, which are then compiled
//! like any other: memory accesses, traps and exceptions need no second lowering,
//! validation has a look at what was generated, and whatever works on functions
//! works on them.

mod library;
mod module;
mod values;

use wasi2native_runtime_support::abi::traps::Trap;
use wasm_encoder::Instruction;
use wasmparser::ValType;

use super::flatten::{Flattener, Options};
use super::graph::*;
use super::host;
use super::types::{FlatSignature, FuncType, Side, ValueTypeKey};
use crate::error::{Error, Result};
use module::{EXPORT, ModuleBuilder};
use values::{Ends, Place};

/// A module that was made here.
#[derive(Debug)]
pub struct Adapter {
    pub bytes: Vec<u8>,
}

/// What an instance of a helper works on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum HelperKey<'a> {
    /// Copies strings.
    Transcode { from: CoreItem<'a>, to: CoreItem<'a>, realloc: CoreItem<'a> },
    /// Knows where a component instance is.
    State(ComponentInstanceKey),
    /// Makes room for results of the host.
    Realloc { realloc: CoreItem<'a>, instance: ComponentInstanceKey },
}

/// The instance of a helper, made where there is none yet.
fn helper<'a>(flattener: &mut Flattener<'a>, key: HelperKey<'a>) -> Result<CoreInstanceKey> {
    if let Some(&known) = flattener.helpers.get(&key) {
        return Ok(known);
    }
    let (module, imports) = match &key {
        HelperKey::State(_) => (&*library::STATE, Vec::new()),
        HelperKey::Transcode { from, to, realloc } => {
            let trap = CoreItem::Host { function: host::trap(), caller: None };
            let imports = vec![from.clone(), to.clone(), realloc.clone(), trap];
            (&*library::TRANSCODE, imports)
        }
        HelperKey::Realloc { realloc, instance } => {
            let imports = vec![may_leave(flattener, *instance)?, realloc.clone()];
            (&*library::REALLOC, imports)
        }
    };
    let instance = flattener.add_instance(CoreModule::Library(module), imports)?;
    flattener.helpers.insert(key, instance);
    Ok(instance)
}

/// The variable that is zero while code of a component instance may not call what the
/// instance imports.
///
/// # Errors
/// Too many instances.
pub fn may_leave<'a>(
    flattener: &mut Flattener<'a>,
    instance: ComponentInstanceKey,
) -> Result<CoreItem<'a>> {
    let instance = helper(flattener, HelperKey::State(instance))?;
    Ok(CoreItem::Export { instance, name: "may_leave" })
}

/// `realloc` for the host: from within, nothing that the component instance imports can
/// be called.
///
/// # Errors
/// Too many instances.
pub fn guarded_realloc<'a>(
    flattener: &mut Flattener<'a>,
    realloc: CoreItem<'a>,
    instance: ComponentInstanceKey,
) -> Result<CoreItem<'a>> {
    let instance = helper(flattener, HelperKey::Realloc { realloc, instance })?;
    Ok(CoreItem::Export { instance, name: "realloc" })
}

/// The core function by which `instance` calls a lifted function.
///
/// # Errors
/// Code that would be too large.
pub fn lower<'a>(
    flattener: &mut Flattener<'a>,
    lifted: &Lifted<'a>,
    instance: ComponentInstanceKey,
    options: Options<'a>,
) -> Result<CoreItem<'a>> {
    let ty = flattener.graph.types.get_function(lifted.ty).clone();
    let outside = flattener.graph.types.signature(&ty, Side::Lowered);
    let inside = flattener.graph.types.signature(&ty, Side::Lifted);
    let module = ModuleBuilder::new(&outside.parameters);
    let caller = End {
        instance,
        memory: options.memory,
        realloc: options.realloc,
        encoding: options.encoding,
    };
    let callee = End {
        instance: lifted.instance,
        memory: lifted.memory.clone(),
        realloc: lifted.realloc.clone(),
        encoding: lifted.encoding,
    };
    let writer = Writer { flattener, module, caller, callee };
    writer.adapter(lifted, &ty, &outside, &inside)
}

/// The core function that drops a handle and then, where it was the owner, calls the
/// destructor. `take` is the function that removes the handle.
///
/// # Errors
/// None today.
pub fn drop_with_destructor<'a>(
    flattener: &mut Flattener<'a>,
    take: CoreItem<'a>,
    destructor: CoreItem<'a>,
    home: ComponentInstanceKey,
    instance: ComponentInstanceKey,
) -> Result<CoreItem<'a>> {
    let mut module = ModuleBuilder::new(&[ValType::I32]);
    let take = module.function(&take, &[ValType::I32], &[ValType::I64]);
    let destructor = module.function(&destructor, &[ValType::I32], &[]);
    let taken = module.local(wasm_encoder::ValType::I64);
    let end = |instance| End { instance, memory: None, realloc: None, encoding: Encoding::Utf8 };
    let (caller, callee) = (end(instance), end(home));
    let mut writer = Writer { flattener, module, caller, callee };
    writer.check_may_leave()?;
    writer.module.emit_all([
        Instruction::LocalGet(0),
        Instruction::Call(take),
        Instruction::LocalTee(taken),
        // The bit behind the representation says that it was the owner.
        Instruction::I64Const(1 << 32),
        Instruction::I64And,
        Instruction::I64Eqz,
        Instruction::I32Eqz,
    ]);
    writer.module.begin_if();
    writer.module.emit_all([
        Instruction::LocalGet(taken),
        Instruction::I32WrapI64,
        Instruction::Call(destructor),
    ]);
    writer.module.end();
    writer.finish(String::from("resource.drop"), &[])
}

/// The core function that a command starts with: calls `run`, and exits with status 1
/// where that says so.
///
/// # Errors
/// Code that would be too large, which cannot be.
pub fn start<'a>(
    flattener: &mut Flattener<'a>,
    run: &Lifted<'a>,
    exit: CoreItem<'a>,
) -> Result<CoreItem<'a>> {
    // The host has no memory of its own, and needs none for `result`.
    let instance = ComponentInstanceKey::from_u32(flattener.graph.component_instances);
    flattener.graph.component_instances += 1;
    let run = lower(flattener, run, instance, Options::default())?;
    let mut module = ModuleBuilder::new(&[]);
    let run = module.function(&run, &[], &[ValType::I32]);
    let exit = module.function(&exit, &[ValType::I32], &[]);
    module.emit(Instruction::Call(run));
    module.begin_if();
    module.emit_all([Instruction::I32Const(1), Instruction::Call(exit)]);
    module.end();
    add(flattener, module, String::from("start"), &[])
}

/// The core function by which an HTTP server has a request handled: asks the runtime for
/// the handles of the request and of its response, and calls `handle`.
///
/// # Errors
/// The function has another type than the interface says.
pub fn serve<'a>(flattener: &mut Flattener<'a>, handle: &Lifted<'a>) -> Result<CoreItem<'a>> {
    let ty = flattener.graph.types.get_function(handle.ty).clone();
    let signature = flattener.graph.types.signature(&ty, Side::Lowered);
    if signature.parameters != [ValType::I32; 2] || !signature.results.is_empty() {
        return Err(Error::invalid(
            "`handle` of `wasi:http/incoming-handler` takes something else than a request and where its response goes",
        ));
    }
    // The handles are at first those of an instance that stands for the host.
    let instance = ComponentInstanceKey::from_u32(flattener.graph.component_instances);
    flattener.graph.component_instances += 1;
    let handle = lower(flattener, handle, instance, Options::default())?;
    let subject = Subject::Options { instance, realloc: None, encoding: Encoding::Utf8 };
    let caller = Some(Box::new(Caller { memory: None, may_leave: None, subject }));
    let mut module = ModuleBuilder::new(&[]);
    for function in host::served() {
        let item = CoreItem::Host { function, caller: caller.clone() };
        let function = module.function(&item, &[], &[ValType::I32]);
        module.emit(Instruction::Call(function));
    }
    let handle = module.function(&handle, &[ValType::I32; 2], &[]);
    module.emit(Instruction::Call(handle));
    add(flattener, module, String::from("serve"), &[])
}

/// Adds the finished module, and an instance of it.
fn add<'a>(
    flattener: &mut Flattener<'a>,
    module: ModuleBuilder<'a>,
    name: String,
    results: &[ValType],
) -> Result<CoreItem<'a>> {
    let (adapter, imports) = module.finish(name, results)?;
    let adapter = flattener.graph.adapters.push(adapter);
    let instance = flattener.add_instance(CoreModule::Adapter(adapter), imports)?;
    Ok(CoreItem::Export { instance, name: EXPORT })
}

/// One of the two sides of a call.
#[derive(Clone, Debug)]
pub struct End<'a> {
    instance: ComponentInstanceKey,
    memory: Option<CoreItem<'a>>,
    realloc: Option<CoreItem<'a>>,
    encoding: Encoding,
}

/// Writes an adapter.
pub struct Writer<'f, 'a> {
    flattener: &'f mut Flattener<'a>,
    module: ModuleBuilder<'a>,
    caller: End<'a>,
    callee: End<'a>,
}

impl<'a> Writer<'_, 'a> {
    fn finish(self, name: String, results: &[ValType]) -> Result<CoreItem<'a>> {
        add(self.flattener, self.module, name, results)
    }

    /// Component Model, "Canonical ABI Explainer", `canon lower` of a `canon lift`.
    fn adapter(
        mut self,
        lifted: &Lifted<'a>,
        ty: &FuncType,
        outside: &FlatSignature,
        inside: &FlatSignature,
    ) -> Result<CoreItem<'a>> {
        if self.flattener.graph.are_related(self.caller.instance, self.callee.instance) {
            return self.never(outside);
        }
        self.check_may_leave()?;
        let entered = self.state(self.callee.instance, "entered")?;
        self.module.emit(Instruction::GlobalGet(entered));
        self.trap_if(Trap::CannotEnter);
        self.module.emit_all([Instruction::I32Const(1), Instruction::GlobalSet(entered)]);
        let has_borrow = |&ty: &ValueTypeKey| self.flattener.graph.types.layout(ty).has_borrow;
        let lends = ty.parameters.iter().any(has_borrow);
        if lends {
            let enter = self.handle_function(host::enter_call(), self.callee.instance, None);
            let enter = self.module.function(&enter, &[], &[]);
            self.module.emit(Instruction::Call(enter));
        }

        let arguments = self.copy_parameters(ty, outside, inside)?;
        for &argument in &arguments {
            self.module.emit(Instruction::LocalGet(argument));
        }
        let core = self.module.function(&lifted.core, &inside.parameters, &inside.results);
        self.module.emit(Instruction::Call(core));
        let returned: Vec<u32> =
            inside.results.iter().map(|&ty| self.module.local(module::encoded(ty))).collect();
        for &local in returned.iter().rev() {
            self.module.emit(Instruction::LocalSet(local));
        }
        let results = self.copy_result(ty, outside, inside, &returned)?;

        if let Some(post_return) = &lifted.post_return {
            let post_return = self.module.function(post_return, &inside.results, &[]);
            let may_leave = self.state(self.callee.instance, "may_leave")?;
            self.module.emit_all([Instruction::I32Const(0), Instruction::GlobalSet(may_leave)]);
            for &local in &returned {
                self.module.emit(Instruction::LocalGet(local));
            }
            self.module.emit_all([
                Instruction::Call(post_return),
                Instruction::I32Const(1),
                Instruction::GlobalSet(may_leave),
            ]);
        }
        if lends {
            let leave = self.handle_function(host::leave_call(), self.callee.instance, None);
            let leave = self.module.function(&leave, &[], &[]);
            self.module.emit(Instruction::Call(leave));
        }
        self.module.emit_all([Instruction::I32Const(0), Instruction::GlobalSet(entered)]);
        for local in results {
            self.module.emit(Instruction::LocalGet(local));
        }
        let name = match &lifted.core {
            CoreItem::Export { name, .. } => format!("adapter of {name}"),
            CoreItem::Host { .. } => String::from("adapter"),
        };
        self.finish(name, &outside.results)
    }

    /// Component Model, "Canonical ABI Explainer", `call_might_be_recursive`: who made a
    /// component instance cannot call it, nor be called by it.
    fn never(mut self, outside: &FlatSignature) -> Result<CoreItem<'a>> {
        self.module.emit(Instruction::I32Const(1));
        self.trap_if(Trap::CannotEnter);
        self.module.emit(Instruction::Unreachable);
        self.finish(String::from("adapter of a recursive call"), &outside.results)
    }

    /// From the adapter's own parameters to the locals that the callee gets.
    fn copy_parameters(
        &mut self,
        ty: &FuncType,
        outside: &FlatSignature,
        inside: &FlatSignature,
    ) -> Result<Vec<u32>> {
        let ends = Ends { from: self.caller.clone(), to: self.callee.clone() };
        let layout = self.flattener.graph.types.layout_of_sequence(&ty.parameters);
        let offsets = self.flattener.graph.types.offsets(&ty.parameters);
        let mut from = Vec::new();
        if outside.spilled_parameters {
            self.check_alignment(0, layout.align);
            from.extend(offsets.iter().map(|&offset| Place::Memory { address: 0, offset }));
        } else {
            let mut next = 0;
            for &parameter in &ty.parameters {
                let flat = self.flat(parameter).len() as u32;
                from.push(Place::Locals((next..next + flat).collect()));
                next += flat;
            }
        }
        let mut arguments = Vec::new();
        let mut to = Vec::new();
        let may_call = inside.spilled_parameters || self.allocates(&ty.parameters);
        let may_leave = self.state(self.callee.instance, "may_leave")?;
        if may_call {
            self.module.emit_all([Instruction::I32Const(0), Instruction::GlobalSet(may_leave)]);
        }
        if inside.spilled_parameters {
            self.module.emit(Instruction::I64Const(i64::from(layout.size)));
            let address = self.allocate(&ends.to, layout.align)?;
            arguments.push(address);
            to.extend(offsets.iter().map(|&offset| Place::Memory { address, offset }));
        } else {
            for &parameter in &ty.parameters {
                let locals: Vec<u32> =
                    self.flat(parameter).iter().map(|&ty| self.local(ty)).collect();
                arguments.extend(&locals);
                to.push(Place::Locals(locals));
            }
        }
        for ((&ty, from), to) in ty.parameters.iter().zip(&from).zip(&to) {
            self.copy(&ends, ty, from, to)?;
        }
        if may_call {
            self.module.emit_all([Instruction::I32Const(1), Instruction::GlobalSet(may_leave)]);
        }
        Ok(arguments)
    }

    /// From what the callee returned to the locals that the adapter returns.
    fn copy_result(
        &mut self,
        ty: &FuncType,
        outside: &FlatSignature,
        inside: &FlatSignature,
        returned: &[u32],
    ) -> Result<Vec<u32>> {
        let Some(result) = ty.result else { return Ok(Vec::new()) };
        let ends = Ends { from: self.callee.clone(), to: self.caller.clone() };
        let align = self.flattener.graph.types.layout(result).align;
        let from = if inside.spilled_result {
            self.check_alignment(returned[0], align);
            Place::Memory { address: returned[0], offset: 0 }
        } else {
            Place::Locals(returned.to_vec())
        };
        let mut results = Vec::new();
        let to = if outside.spilled_result {
            let address = outside.parameters.len() as u32 - 1;
            self.check_alignment(address, align);
            Place::Memory { address, offset: 0 }
        } else {
            results = self.flat(result).iter().map(|&ty| self.local(ty)).collect();
            Place::Locals(results.clone())
        };
        let may_call = self.allocates(&[result]);
        let may_leave = self.state(self.caller.instance, "may_leave")?;
        if may_call {
            self.module.emit_all([Instruction::I32Const(0), Instruction::GlobalSet(may_leave)]);
        }
        self.copy(&ends, result, &from, &to)?;
        if may_call {
            self.module.emit_all([Instruction::I32Const(1), Instruction::GlobalSet(may_leave)]);
        }
        Ok(results)
    }

    /// Whether room is needed for values of these types besides their own.
    fn allocates(&self, types: &[ValueTypeKey]) -> bool {
        types.iter().any(|&ty| self.flattener.graph.types.allocates(ty))
    }

    /// The flat types of what is known to be flat.
    fn flat(&self, ty: ValueTypeKey) -> Vec<ValType> {
        self.flattener.graph.types.layout(ty).flat.as_deref().unwrap_or_default().to_vec()
    }

    fn local(&mut self, ty: ValType) -> u32 {
        self.module.local(module::encoded(ty))
    }

    /// A variable of what is known of a component instance.
    fn state(&mut self, instance: ComponentInstanceKey, name: &'static str) -> Result<u32> {
        let helper = helper(self.flattener, HelperKey::State(instance))?;
        Ok(self.module.variable(&CoreItem::Export { instance: helper, name }))
    }

    fn check_may_leave(&mut self) -> Result<()> {
        let may_leave = self.state(self.caller.instance, "may_leave")?;
        self.module.emit_all([Instruction::GlobalGet(may_leave), Instruction::I32Eqz]);
        self.trap_if(Trap::CannotLeave);
        Ok(())
    }

    /// A function on handles of a component instance.
    fn handle_function(
        &self,
        function: crate::program::HostFunctionKey,
        instance: ComponentInstanceKey,
        resource: Option<ResourceKey>,
    ) -> CoreItem<'a> {
        let resource = resource.unwrap_or(ResourceKey::from_u32(0));
        let subject = Subject::Handles { instance, resource };
        CoreItem::Host {
            function,
            caller: Some(Box::new(Caller { memory: None, may_leave: None, subject })),
        }
    }

    /// Traps where the i32 on the stack is not zero.
    fn trap_if(&mut self, trap: Trap) {
        let function = CoreItem::Host { function: host::trap(), caller: None };
        let function = self.module.function(&function, &[ValType::I32], &[]);
        self.module.begin_if();
        self.module.emit_all([
            Instruction::I32Const(i32::from(trap as u8)),
            Instruction::Call(function),
            Instruction::Unreachable,
        ]);
        self.module.end();
    }

    /// Traps where the address in a local is not a multiple of `align`.
    fn check_alignment(&mut self, address: u32, align: u32) {
        if align > 1 {
            self.module.emit_all([
                Instruction::LocalGet(address),
                Instruction::I32Const(align as i32 - 1),
                Instruction::I32And,
            ]);
            self.trap_if(Trap::UnalignedPointer);
        }
    }
}
