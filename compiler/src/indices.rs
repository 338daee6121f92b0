//! Numbers that cannot be mixed up: one type for each index space.

/// Defines types that number things, each with the prefix it is shown with.
macro_rules! typed_indices {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);
        cranelift_codegen::entity::entity_impl!($name, $prefix);
    )*};
}

pub(crate) use typed_indices;
