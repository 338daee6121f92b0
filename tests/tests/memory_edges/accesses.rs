//! Every instruction that accesses a memory: one row each.

/// An instruction, and how many bytes it reaches.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    pub name: &'static str,
    /// In bytes.
    pub width: u64,
    pub what: What,
}

/// What the instruction does with its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// They are the low bytes of a value of this type, the others zero.
    Load(&'static str),
    /// They are its low bytes, and the sign fills the others.
    LoadSigned(&'static str),
    /// Lanes of so many bytes become twice as wide, signed or not.
    LoadExtended(usize, Signs),
    /// Every lane is a copy.
    LoadSplat,
    /// They are the last lane of a vector that is zero.
    LoadLane,
    /// The low bytes of a value of this type go there.
    Store(&'static str),
    /// The last lane goes there.
    StoreLane,
    /// A value is added; the old one, of this type, is the result.
    Add(&'static str),
    /// It is replaced where it is zero, which it never is.
    Exchange(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signs {
    Signed,
    Unsigned,
}

impl Access {
    /// Threads, "Atomic Memory Instructions": traps unless aligned.
    pub fn is_atomic(&self) -> bool {
        self.name.contains("atomic")
    }

    /// The type of the value that it takes, if any.
    pub fn takes(&self) -> Option<&'static str> {
        match self.what {
            What::Store(ty) | What::Add(ty) | What::Exchange(ty) => Some(ty),
            What::StoreLane => Some("v128"),
            _ => None,
        }
    }

    /// The type of its result, if any.
    pub fn gives(&self) -> Option<&'static str> {
        match self.what {
            What::Load(ty) | What::LoadSigned(ty) | What::Add(ty) | What::Exchange(ty) => Some(ty),
            What::LoadExtended(..) | What::LoadSplat | What::LoadLane => Some("v128"),
            What::Store(_) | What::StoreLane => None,
        }
    }
}

macro_rules! accesses {
    ($($name:literal $width:literal $what:expr;)*) => {
        pub const ACCESSES: &[Access] = &[$(Access { name: $name, width: $width, what: $what },)*];
    };
}

use Signs::{Signed, Unsigned};
use What::{Add, Exchange, Load, LoadExtended, LoadLane, LoadSigned, LoadSplat, Store, StoreLane};

accesses! {
    "i32.load" 4 Load("i32");
    "i32.load8_s" 1 LoadSigned("i32");
    "i32.load8_u" 1 Load("i32");
    "i32.load16_s" 2 LoadSigned("i32");
    "i32.load16_u" 2 Load("i32");
    "i64.load" 8 Load("i64");
    "i64.load8_s" 1 LoadSigned("i64");
    "i64.load8_u" 1 Load("i64");
    "i64.load16_s" 2 LoadSigned("i64");
    "i64.load16_u" 2 Load("i64");
    "i64.load32_s" 4 LoadSigned("i64");
    "i64.load32_u" 4 Load("i64");
    "f32.load" 4 Load("f32");
    "f64.load" 8 Load("f64");
    "v128.load" 16 Load("v128");
    "v128.load8x8_s" 8 LoadExtended(1, Signed);
    "v128.load8x8_u" 8 LoadExtended(1, Unsigned);
    "v128.load16x4_s" 8 LoadExtended(2, Signed);
    "v128.load16x4_u" 8 LoadExtended(2, Unsigned);
    "v128.load32x2_s" 8 LoadExtended(4, Signed);
    "v128.load32x2_u" 8 LoadExtended(4, Unsigned);
    "v128.load8_splat" 1 LoadSplat;
    "v128.load16_splat" 2 LoadSplat;
    "v128.load32_splat" 4 LoadSplat;
    "v128.load64_splat" 8 LoadSplat;
    "v128.load32_zero" 4 Load("v128");
    "v128.load64_zero" 8 Load("v128");
    "v128.load8_lane" 1 LoadLane;
    "v128.load16_lane" 2 LoadLane;
    "v128.load32_lane" 4 LoadLane;
    "v128.load64_lane" 8 LoadLane;
    "i32.store" 4 Store("i32");
    "i32.store8" 1 Store("i32");
    "i32.store16" 2 Store("i32");
    "i64.store" 8 Store("i64");
    "i64.store8" 1 Store("i64");
    "i64.store16" 2 Store("i64");
    "i64.store32" 4 Store("i64");
    "f32.store" 4 Store("f32");
    "f64.store" 8 Store("f64");
    "v128.store" 16 Store("v128");
    "v128.store8_lane" 1 StoreLane;
    "v128.store16_lane" 2 StoreLane;
    "v128.store32_lane" 4 StoreLane;
    "v128.store64_lane" 8 StoreLane;
    "i32.atomic.load" 4 Load("i32");
    "i32.atomic.load8_u" 1 Load("i32");
    "i32.atomic.load16_u" 2 Load("i32");
    "i64.atomic.load" 8 Load("i64");
    "i64.atomic.load8_u" 1 Load("i64");
    "i64.atomic.load16_u" 2 Load("i64");
    "i64.atomic.load32_u" 4 Load("i64");
    "i32.atomic.store" 4 Store("i32");
    "i32.atomic.store8" 1 Store("i32");
    "i32.atomic.store16" 2 Store("i32");
    "i64.atomic.store" 8 Store("i64");
    "i64.atomic.store8" 1 Store("i64");
    "i64.atomic.store16" 2 Store("i64");
    "i64.atomic.store32" 4 Store("i64");
    "i32.atomic.rmw.add" 4 Add("i32");
    "i32.atomic.rmw8.add_u" 1 Add("i32");
    "i32.atomic.rmw16.add_u" 2 Add("i32");
    "i64.atomic.rmw.add" 8 Add("i64");
    "i64.atomic.rmw8.add_u" 1 Add("i64");
    "i64.atomic.rmw16.add_u" 2 Add("i64");
    "i64.atomic.rmw32.add_u" 4 Add("i64");
    "i32.atomic.rmw.cmpxchg" 4 Exchange("i32");
    "i32.atomic.rmw8.cmpxchg_u" 1 Exchange("i32");
    "i32.atomic.rmw16.cmpxchg_u" 2 Exchange("i32");
    "i64.atomic.rmw.cmpxchg" 8 Exchange("i64");
    "i64.atomic.rmw8.cmpxchg_u" 1 Exchange("i64");
    "i64.atomic.rmw16.cmpxchg_u" 2 Exchange("i64");
    "i64.atomic.rmw32.cmpxchg_u" 4 Exchange("i64");
}
