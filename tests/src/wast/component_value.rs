//! Values of components: as scripts write them, and as the canonical ABI passes them.

use wasi2native::component::types::{
    Types, ValueType, ValueTypeKey, discriminant_size, flags_size,
};
use wast::component::WastVal;

/// A value. Tuples are records, options, results and enums are variants, and maps are
/// lists, as for the canonical ABI. Floats are bits.
#[derive(Clone, Debug, PartialEq)]
pub enum ComponentValue {
    Bool(bool),
    Integer(i128),
    F32(u32),
    F64(u64),
    Char(char),
    String(String),
    List(Vec<ComponentValue>),
    Record(Vec<(String, ComponentValue)>),
    Variant(String, Option<Box<ComponentValue>>),
    Flags(Vec<String>),
}

use ComponentValue as Value;

impl Value {
    pub fn from_wast(value: &WastVal<'_>) -> Value {
        let list = |values: &[WastVal<'_>]| values.iter().map(Value::from_wast).collect();
        let boxed = |value: &Option<Box<WastVal<'_>>>| {
            value.as_ref().map(|value| Box::new(Value::from_wast(value)))
        };
        let variant = |name: &str, payload| Value::Variant(name.to_owned(), payload);
        match value {
            WastVal::Bool(value) => Value::Bool(*value),
            WastVal::U8(value) => Value::Integer((*value).into()),
            WastVal::S8(value) => Value::Integer((*value).into()),
            WastVal::U16(value) => Value::Integer((*value).into()),
            WastVal::S16(value) => Value::Integer((*value).into()),
            WastVal::U32(value) => Value::Integer((*value).into()),
            WastVal::S32(value) => Value::Integer((*value).into()),
            WastVal::U64(value) => Value::Integer((*value).into()),
            WastVal::S64(value) => Value::Integer((*value).into()),
            WastVal::F32(value) => Value::F32(value.bits),
            WastVal::F64(value) => Value::F64(value.bits),
            WastVal::Char(value) => Value::Char(*value),
            WastVal::String(value) => Value::String((*value).to_owned()),
            WastVal::List(values) => Value::List(list(values)),
            WastVal::Map(pairs) => Value::List(
                pairs
                    .iter()
                    .map(|(key, value)| tuple([key, value].map(Value::from_wast)))
                    .collect(),
            ),
            WastVal::Record(fields) => Value::Record(
                fields
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), Value::from_wast(value)))
                    .collect(),
            ),
            WastVal::Tuple(values) => tuple(values.iter().map(Value::from_wast)),
            WastVal::Variant(name, payload) => variant(name, boxed(payload)),
            WastVal::Enum(name) => variant(name, None),
            WastVal::Option(payload) => match payload {
                None => variant("none", None),
                some => variant("some", boxed(some)),
            },
            WastVal::Result(Ok(payload)) => variant("ok", boxed(payload)),
            WastVal::Result(Err(payload)) => variant("error", boxed(payload)),
            WastVal::Flags(names) => {
                Value::Flags(names.iter().map(|&name| name.to_owned()).collect())
            }
        }
    }

    /// Whether a result is this one. All NaNs are alike: none is distinguished.
    pub fn agrees(&self, actual: &Value) -> bool {
        let pairs = |left: &[Value], right: &[Value]| {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| l.agrees(r))
        };
        match (self, actual) {
            (Value::F32(left), Value::F32(right)) => {
                left == right || f32::from_bits(*left).is_nan() && f32::from_bits(*right).is_nan()
            }
            (Value::F64(left), Value::F64(right)) => {
                left == right || f64::from_bits(*left).is_nan() && f64::from_bits(*right).is_nan()
            }
            (Value::List(left), Value::List(right)) => pairs(left, right),
            (Value::Record(left), Value::Record(right)) => {
                left.len() == right.len()
                    && left.iter().zip(right).all(|(l, r)| l.0 == r.0 && l.1.agrees(&r.1))
            }
            (Value::Variant(left, None), Value::Variant(right, None)) => left == right,
            (Value::Variant(left, Some(l)), Value::Variant(right, Some(r))) => {
                left == right && l.agrees(r)
            }
            (Value::Flags(left), Value::Flags(right)) => {
                left.len() == right.len() && left.iter().all(|name| right.contains(name))
            }
            (left, right) => left == right,
        }
    }
}

fn tuple(values: impl IntoIterator<Item = Value>) -> Value {
    let named = values.into_iter().enumerate().map(|(place, value)| (place.to_string(), value));
    Value::Record(named.collect())
}

/// What a value has to do with its type.
type Result<T> = std::result::Result<T, String>;

/// Lowers arguments: some are passed as they are, what they point to goes to memory.
pub struct Encoder<'t> {
    pub types: &'t Types,
    /// The memory from `base` on.
    pub bytes: Vec<u8>,
    pub base: u32,
}

impl Encoder<'_> {
    /// The address of room for as many bytes.
    pub fn allocate(&mut self, size: usize, align: usize) -> u32 {
        let start = self.bytes.len().next_multiple_of(align);
        self.bytes.resize(start + size, 0);
        self.base + start as u32
    }

    fn put(&mut self, at: u32, bytes: &[u8]) {
        let start = (at - self.base) as usize;
        self.bytes[start..start + bytes.len()].copy_from_slice(bytes);
    }

    /// A value as flat values, whose bits these are.
    pub fn flat(&mut self, ty: ValueTypeKey, value: &Value) -> Result<Vec<u64>> {
        let types = self.types;
        Ok(match (types.get(ty), value) {
            (ValueType::Record(fields), Value::Record(values)) if fields.len() == values.len() => {
                let mut flat = Vec::new();
                for (field, value) in fields.iter().zip(values) {
                    flat.extend(self.flat(field.1, &value.1)?);
                }
                flat
            }
            (ValueType::Variant(cases), Value::Variant(name, payload)) => {
                let (number, payload) = case(cases, name, payload.as_deref())?;
                let mut flat = vec![number as u64];
                if let Some((ty, payload)) = payload {
                    flat.extend(self.flat(ty, payload)?);
                }
                let length = types.layout(ty).flat.as_ref().map_or(0, |flat| flat.len());
                flat.resize(length, 0);
                flat
            }
            (ValueType::String, _) | (ValueType::List(_), _) => {
                let (pointer, length) = self.elements(ty, value)?;
                vec![pointer.into(), length.into()]
            }
            _ => vec![self.scalar(ty, value)?],
        })
    }

    fn scalar(&self, ty: ValueTypeKey, value: &Value) -> Result<u64> {
        Ok(match (self.types.get(ty), value) {
            (ValueType::Bool, Value::Bool(value)) => u64::from(*value),
            (ValueType::Integer { bits: 64, .. }, Value::Integer(value)) => *value as u64,
            (ValueType::Integer { .. }, Value::Integer(value)) => u64::from(*value as u32),
            (ValueType::F32, Value::F32(bits)) => u64::from(*bits),
            (ValueType::F64, Value::F64(bits)) => *bits,
            (ValueType::Char, Value::Char(char)) => u64::from(u32::from(*char)),
            (ValueType::Flags(names), Value::Flags(set)) => {
                let is_set = |name: &str| set.iter().any(|known| known == name);
                let bits = names.iter().enumerate();
                bits.map(|(place, name)| u64::from(is_set(name)) << place).sum()
            }
            (ty, value) => return Err(format!("{value:?} is no {ty:?}")),
        })
    }

    /// The address and length of a string or list.
    fn elements(&mut self, ty: ValueTypeKey, value: &Value) -> Result<(u32, u32)> {
        match (self.types.get(ty), value) {
            (ValueType::String, Value::String(text)) => {
                let at = self.allocate(text.len(), 1);
                self.put(at, text.as_bytes());
                Ok((at, text.len() as u32))
            }
            (&ValueType::List(element), Value::List(values)) => {
                let layout = self.types.layout(element);
                let (size, align) = (layout.size, layout.align as usize);
                let at = self.allocate(size as usize * values.len(), align);
                for (place, value) in values.iter().enumerate() {
                    self.store(element, value, at + place as u32 * size)?;
                }
                Ok((at, values.len() as u32))
            }
            (ty, value) => Err(format!("{value:?} is no {ty:?}")),
        }
    }

    /// Stores a value in the memory.
    pub fn store(&mut self, ty: ValueTypeKey, value: &Value, at: u32) -> Result<()> {
        let types = self.types;
        match (types.get(ty), value) {
            (ValueType::Record(fields), Value::Record(values)) if fields.len() == values.len() => {
                let keys: Vec<ValueTypeKey> = fields.iter().map(|field| field.1).collect();
                for ((ty, offset), value) in keys.iter().zip(types.offsets(&keys)).zip(values) {
                    self.store(*ty, &value.1, at + offset)?;
                }
            }
            (ValueType::Variant(cases), Value::Variant(name, payload)) => {
                let (number, payload) = case(cases, name, payload.as_deref())?;
                let size = discriminant_size(cases.len()) as usize;
                self.put(at, &number.to_le_bytes()[..size]);
                if let Some((ty, payload)) = payload {
                    self.store(ty, payload, at + types.payload_offset(cases))?;
                }
            }
            (ValueType::String, _) | (ValueType::List(_), _) => {
                let (pointer, length) = self.elements(ty, value)?;
                self.put(at, &pointer.to_le_bytes());
                self.put(at + 4, &length.to_le_bytes());
            }
            _ => {
                let bits = self.scalar(ty, value)?;
                let size = types.layout(ty).size as usize;
                self.put(at, &bits.to_le_bytes()[..size]);
            }
        }
        Ok(())
    }
}

type Payload<'v> = Option<(ValueTypeKey, &'v Value)>;

fn case<'v>(
    cases: &[(Box<str>, Option<ValueTypeKey>)],
    name: &str,
    payload: Option<&'v Value>,
) -> Result<(usize, Payload<'v>)> {
    let number = cases.iter().position(|case| *case.0 == *name);
    let number = number.ok_or_else(|| format!("there is no case `{name}`"))?;
    match (cases[number].1, payload) {
        (None, None) => Ok((number, None)),
        (Some(ty), Some(payload)) => Ok((number, Some((ty, payload)))),
        _ => Err(format!("the payload of `{name}` is wrong")),
    }
}

/// Lifts a result.
pub struct Decoder<'t> {
    pub types: &'t Types,
    /// The memory from address 0 on.
    pub bytes: &'t [u8],
}

impl Decoder<'_> {
    fn number(&self, at: u32, size: u32) -> Result<u64> {
        let (start, size) = (at as usize, size as usize);
        let bytes = self.bytes.get(start..start + size);
        let bytes = bytes.ok_or_else(|| format!("a result is at {at:#x}, out of sight"))?;
        let mut number = [0; 8];
        number[..size].copy_from_slice(bytes);
        Ok(u64::from_le_bytes(number))
    }

    /// The value of flat values.
    pub fn flat(&self, ty: ValueTypeKey, flat: &[u64]) -> Result<Value> {
        Ok(match self.types.get(ty) {
            ValueType::Record(fields) => {
                let (mut rest, mut values) = (flat, Vec::new());
                for (name, ty) in fields {
                    let count = self.types.layout(*ty).flat.as_ref().map_or(0, |flat| flat.len());
                    let (own, behind) = rest.split_at(count);
                    values.push((name.to_string(), self.flat(*ty, own)?));
                    rest = behind;
                }
                Value::Record(values)
            }
            ValueType::Variant(cases) => {
                let (name, payload) =
                    cases.get(flat[0] as usize).ok_or("a result has a case that is none")?;
                let payload = payload.map(|ty| self.flat(ty, &flat[1..])).transpose()?;
                Value::Variant(name.to_string(), payload.map(Box::new))
            }
            ValueType::String | ValueType::List(_) => {
                self.elements(ty, flat[0] as u32, flat[1] as u32)?
            }
            _ => self.scalar(ty, flat[0])?,
        })
    }

    /// The value at an address.
    pub fn load(&self, ty: ValueTypeKey, at: u32) -> Result<Value> {
        Ok(match self.types.get(ty) {
            ValueType::Record(fields) => {
                let keys: Vec<ValueTypeKey> = fields.iter().map(|field| field.1).collect();
                let mut values = Vec::new();
                for ((name, ty), offset) in fields.iter().zip(self.types.offsets(&keys)) {
                    values.push((name.to_string(), self.load(*ty, at + offset)?));
                }
                Value::Record(values)
            }
            ValueType::Variant(cases) => {
                let number = self.number(at, discriminant_size(cases.len()))? as usize;
                let (name, payload) =
                    cases.get(number).ok_or("a result has a case that is none")?;
                let start = at + self.types.payload_offset(cases);
                let payload = payload.map(|ty| self.load(ty, start)).transpose()?;
                Value::Variant(name.to_string(), payload.map(Box::new))
            }
            ValueType::String | ValueType::List(_) => {
                let (pointer, length) = (self.number(at, 4)?, self.number(at + 4, 4)?);
                self.elements(ty, pointer as u32, length as u32)?
            }
            ValueType::Flags(names) => {
                self.scalar(ty, self.number(at, flags_size(names.len()))?)?
            }
            _ => self.scalar(ty, self.number(at, self.types.layout(ty).size)?)?,
        })
    }

    fn elements(&self, ty: ValueTypeKey, pointer: u32, length: u32) -> Result<Value> {
        if let ValueType::List(element) = self.types.get(ty) {
            let size = self.types.layout(*element).size;
            let load = |place| self.load(*element, pointer + place * size);
            return (0..length).map(load).collect::<Result<_>>().map(Value::List);
        }
        let bytes: Result<Vec<u8>> =
            (0..length).map(|place| Ok(self.number(pointer + place, 1)? as u8)).collect();
        String::from_utf8(bytes?).map(Value::String).map_err(|error| error.to_string())
    }

    fn scalar(&self, ty: ValueTypeKey, bits: u64) -> Result<Value> {
        Ok(match self.types.get(ty) {
            ValueType::Bool => Value::Bool(bits != 0),
            ValueType::Integer { bits: width, signed } => {
                let shift = 64 - u32::from(*width);
                Value::Integer(match signed {
                    true => ((bits << shift) as i64 >> shift).into(),
                    false => (bits << shift >> shift).into(),
                })
            }
            ValueType::F32 => Value::F32(bits as u32),
            ValueType::F64 => Value::F64(bits),
            ValueType::Char => {
                Value::Char(char::from_u32(bits as u32).ok_or("a result is no character")?)
            }
            ValueType::Flags(names) => {
                let set = |place: &usize| bits >> place & 1 != 0;
                let names = (0..names.len()).filter(set).map(|place| names[place].to_string());
                Value::Flags(names.collect())
            }
            ty => return Err(format!("a script cannot write {ty:?}")),
        })
    }
}
