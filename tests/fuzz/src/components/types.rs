//! Types of component values, and how the canonical ABI lays them out; written from
//! its text alone, beside the compiler's own. Component Model, "Canonical ABI
//! Explainer", Alignment, Element Size and Flattening.

use crate::random::Random;

#[derive(Clone, Debug)]
pub enum Type {
    Bool,
    Integer {
        bytes: u32,
        signed: bool,
    },
    F32,
    F64,
    Char,
    String,
    List(Box<Type>),
    Tuple(Vec<Type>),
    /// Needs a name, as all that follow.
    Record(Vec<Type>),
    Variant(Vec<Option<Type>>),
    Enum(usize),
    Flags(u32),
    /// These have none.
    Option(Box<Type>),
    Result(Option<Box<Type>>, Option<Box<Type>>),
}

/// A core type that a value can be flattened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Core {
    I32,
    I64,
    F32,
    F64,
}

impl Core {
    pub fn name(self) -> &'static str {
        match self {
            Core::I32 => "i32",
            Core::I64 => "i64",
            Core::F32 => "f32",
            Core::F64 => "f64",
        }
    }

    fn join(self, other: Core) -> Core {
        match (self, other) {
            (one, other) if one == other => one,
            (Core::I32, Core::F32) | (Core::F32, Core::I32) => Core::I32,
            _ => Core::I64,
        }
    }
}

impl Type {
    pub fn random(random: &mut Random, depth: u32) -> Type {
        let inner = |random: &mut Random| Box::new(Type::random(random, depth - 1));
        let several = |random: &mut Random, most| {
            (0..=random.below(most)).map(|_| Type::random(random, depth - 1)).collect()
        };
        let kinds = if depth == 0 { 9 } else { 17 };
        match random.below(kinds) {
            0 => Type::Bool,
            1 | 2 => Type::Integer { bytes: 1 << random.below(4), signed: random.chance(1, 2) },
            3 => Type::F32,
            4 => Type::F64,
            5 => Type::Char,
            6 => Type::Enum(random.pick(&[1, 2, 5, 255, 256, 257])),
            7 => Type::Flags(random.pick(&[1, 7, 8, 9, 16, 17, 31, 32])),
            8 | 9 => Type::String,
            10 | 11 => Type::List(inner(random)),
            12 => Type::Tuple(several(random, 4)),
            13 => {
                let most = if random.chance(1, 8) { 20 } else { 4 };
                Type::Record(several(random, most))
            }
            14 => {
                let most = if random.chance(1, 10) { 260 } else { 4 };
                let count = 1 + random.below(most);
                let case = |_| random.chance(2, 3).then(|| Type::random(random, depth - 1));
                // Large variants are all about the discriminant.
                let cases: Vec<_> = (0..count.min(5)).map(case).collect();
                let rest = std::iter::repeat_n(None, count - cases.len());
                Type::Variant(cases.into_iter().chain(rest).collect())
            }
            15 => Type::Option(inner(random)),
            _ => {
                let ok = random.chance(2, 3).then(|| inner(random));
                Type::Result(ok, random.chance(2, 3).then(|| inner(random)))
            }
        }
    }

    /// The cases of what is a variant, whatever it is called.
    pub fn cases(&self) -> Option<Vec<Option<&Type>>> {
        match self {
            Type::Variant(cases) => Some(cases.iter().map(Option::as_ref).collect()),
            Type::Enum(count) => Some(vec![None; *count]),
            Type::Option(some) => Some(vec![None, Some(some)]),
            Type::Result(ok, error) => Some(vec![ok.as_deref(), error.as_deref()]),
            _ => None,
        }
    }

    /// The fields of what is a record.
    pub fn fields(&self) -> Option<&[Type]> {
        match self {
            Type::Record(fields) | Type::Tuple(fields) => Some(fields),
            _ => None,
        }
    }

    pub fn align(&self) -> u32 {
        if let Some(cases) = self.cases() {
            return discriminant(cases.len()).max(payload_align(&cases));
        }
        if let Some(fields) = self.fields() {
            return fields.iter().map(Type::align).max().unwrap_or(1);
        }
        match self {
            Type::String | Type::List(_) => 4,
            scalar => scalar.size(),
        }
    }

    pub fn size(&self) -> u32 {
        if let Some(cases) = self.cases() {
            let payload = cases.iter().flatten().map(|ty| ty.size()).max().unwrap_or(0);
            return (payload_offset(&cases) + payload).next_multiple_of(self.align());
        }
        if let Some(fields) = self.fields() {
            let end =
                fields.iter().fold(0, |at: u32, ty| at.next_multiple_of(ty.align()) + ty.size());
            return end.next_multiple_of(self.align());
        }
        match *self {
            Type::Bool => 1,
            Type::Integer { bytes, .. } => bytes,
            Type::Flags(count) => match count {
                0..=8 => 1,
                9..=16 => 2,
                _ => 4,
            },
            Type::F32 | Type::Char => 4,
            _ => 8,
        }
    }

    pub fn flat(&self) -> Vec<Core> {
        if let Some(cases) = self.cases() {
            let mut joined = Vec::new();
            for case in cases.into_iter().flatten() {
                for (place, core) in case.flat().into_iter().enumerate() {
                    match joined.get_mut(place) {
                        Some(known) => *known = core.join(*known),
                        None => joined.push(core),
                    }
                }
            }
            joined.insert(0, Core::I32);
            return joined;
        }
        if let Some(fields) = self.fields() {
            return fields.iter().flat_map(Type::flat).collect();
        }
        match self {
            Type::F32 => vec![Core::F32],
            Type::F64 => vec![Core::F64],
            Type::Integer { bytes: 8, .. } => vec![Core::I64],
            Type::String | Type::List(_) => vec![Core::I32, Core::I32],
            _ => vec![Core::I32],
        }
    }
}

/// Bytes of the number of a case.
pub fn discriminant(cases: usize) -> u32 {
    match cases {
        0..=0x100 => 1,
        0x101..=0x1_0000 => 2,
        _ => 4,
    }
}

fn payload_align(cases: &[Option<&Type>]) -> u32 {
    cases.iter().flatten().map(|ty| ty.align()).max().unwrap_or(1)
}

pub fn payload_offset(cases: &[Option<&Type>]) -> u32 {
    discriminant(cases.len()).next_multiple_of(payload_align(cases))
}

/// Types as text, with definitions of those that need names.
#[derive(Default)]
pub struct Names {
    /// What `$t0`, `$t1`, … are.
    pub definitions: Vec<String>,
}

impl Names {
    pub fn text(&mut self, ty: &Type) -> String {
        match ty {
            Type::Bool => String::from("bool"),
            Type::Integer { bytes, signed } => {
                format!("{}{}", if *signed { 's' } else { 'u' }, 8 * bytes)
            }
            Type::F32 => String::from("f32"),
            Type::F64 => String::from("f64"),
            Type::Char => String::from("char"),
            Type::String => String::from("string"),
            Type::List(element) => format!("(list {})", self.text(element)),
            Type::Tuple(fields) => {
                let fields: Vec<_> = fields.iter().map(|field| self.text(field)).collect();
                format!("(tuple {})", fields.join(" "))
            }
            Type::Option(some) => format!("(option {})", self.text(some)),
            Type::Result(ok, error) => {
                let ok = ok.as_ref().map(|ok| format!(" {}", self.text(ok)));
                let error = error.as_ref().map(|error| format!(" (error {})", self.text(error)));
                format!("(result{}{})", ok.unwrap_or_default(), error.unwrap_or_default())
            }
            Type::Record(fields) => {
                let field = |(place, ty)| format!(" (field \"f{place}\" {})", self.text(ty));
                let fields: String = fields.iter().enumerate().map(field).collect();
                self.define(format!("(record{fields})"))
            }
            Type::Variant(cases) => {
                let case = |(place, ty): (usize, &Option<Type>)| match ty {
                    Some(ty) => format!(" (case \"c{place}\" {})", self.text(ty)),
                    None => format!(" (case \"c{place}\")"),
                };
                let cases: String = cases.iter().enumerate().map(case).collect();
                self.define(format!("(variant{cases})"))
            }
            Type::Enum(count) => {
                let cases: String = (0..*count).map(|case| format!(" \"e{case}\"")).collect();
                self.define(format!("(enum{cases})"))
            }
            Type::Flags(count) => {
                let flags: String = (0..*count).map(|flag| format!(" \"b{flag}\"")).collect();
                self.define(format!("(flags{flags})"))
            }
        }
    }

    fn define(&mut self, definition: String) -> String {
        self.definitions.push(definition);
        format!("$t{}", self.definitions.len() - 1)
    }
}
