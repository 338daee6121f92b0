//! Everything generated code can name. A symbol has a place in the executable
//! that `link` decides; in CLIF it is a pair of numbers.

use cranelift_codegen::entity::EntityRef;
use cranelift_codegen::ir::UserExternalName;
use wasi2native_runtime_support::abi::builtins::Builtin;

use super::{DataKey, ElementKey, FunctionKey, GlobalKey, HostFunctionKey, MemoryKey, TableKey};

macro_rules! symbols {
    ($($(#[$doc:meta])* $name:ident($key:ty) = $namespace:literal,)*) => {
        /// See the module.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Symbol {
            $($(#[$doc])* $name($key),)*
            /// A function of the runtime for generated code's own needs.
            Builtin(Builtin),
            /// The array of function descriptors; a function reference is a
            /// distance from here.
            FuncDescriptors,
        }

        impl Symbol {
            const BUILTIN: u32 = 100;
            const FUNC_DESCRIPTORS: u32 = 101;

            /// The name under which CLIF knows it.
            pub fn to_clif(self) -> UserExternalName {
                match self {
                    $(Symbol::$name(key) => UserExternalName::new($namespace, key.index() as u32),)*
                    Symbol::Builtin(builtin) => UserExternalName::new(Self::BUILTIN, builtin as u32),
                    Symbol::FuncDescriptors => UserExternalName::new(Self::FUNC_DESCRIPTORS, 0),
                }
            }

            /// The reverse of [`Symbol::to_clif`].
            pub fn from_clif(name: &UserExternalName) -> Option<Symbol> {
                Some(match name.namespace {
                    $($namespace => Symbol::$name(<$key>::new(name.index as usize)),)*
                    Self::BUILTIN => Symbol::Builtin(*Builtin::ALL.get(name.index as usize)?),
                    Self::FUNC_DESCRIPTORS => Symbol::FuncDescriptors,
                    _ => return None,
                })
            }
        }
    };
}

symbols! {
    /// Generated code.
    Function(FunctionKey) = 0,
    /// An entry point of the runtime.
    HostFunction(HostFunctionKey) = 1,
    /// A `MemoryRecord`, mutable.
    MemoryRecord(MemoryKey) = 2,
    /// A `TableRecord`, mutable. Growable tables alone.
    TableRecord(TableKey) = 3,
    /// The elements of a fixed table.
    Table(TableKey) = 4,
    /// A mutable global's 16 bytes.
    Global(GlobalKey) = 5,
    /// The bytes of a data segment, read-only.
    Data(DataKey) = 6,
    /// How many bytes of the segment are left: u64, all or, once dropped, 0.
    DataLength(DataKey) = 7,
    /// The items of an element segment, read-only, 32 bits each.
    Elements(ElementKey) = 8,
    /// How many items of the segment are left: u64, all or, once dropped, 0.
    ElementsLength(ElementKey) = 9,
}
