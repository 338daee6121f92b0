//! Types as a component writes them → [`ValueType`]s and function types whose
//! resources are known.

use wasmparser::{ComponentDefinedType, ComponentType, ComponentValType, PrimitiveValType};

use super::flatten::Flattener;
use super::graph::{CoreItem, Resource};
use super::scope::{ScopeKey, Type};
use super::types::{FuncType, ValueType, ValueTypeKey};
use crate::error::{Error, Result};

impl<'a> Flattener<'a> {
    /// What a type definition means in a scope.
    ///
    /// # Errors
    /// Types of asynchronous programs.
    pub fn evaluate_type(
        &mut self,
        scope: ScopeKey,
        ty: &'a ComponentType<'a>,
    ) -> Result<Type<'a>> {
        Ok(match ty {
            ComponentType::Defined(ty) => Type::Value(self.defined_type(scope, ty)?),
            ComponentType::Func(ty) => {
                let mut parameters = Vec::with_capacity(ty.params.len());
                for &(_, ty) in &ty.params {
                    parameters.push(self.value_type(scope, ty)?);
                }
                let result = ty.result.map(|ty| self.value_type(scope, ty)).transpose()?;
                let ty = FuncType { parameters: parameters.into(), result };
                Type::Function(self.graph.types.function(ty))
            }
            ComponentType::Instance(declarations) => Type::Instance { declarations, scope },
            ComponentType::Component(_) => Type::Opaque,
            ComponentType::Resource { dtor, .. } => {
                let instance = self.scopes[scope].instance;
                let instance = instance
                    .ok_or_else(|| Error::internal("a resource is defined inside of a type"))?;
                let destructor: Option<CoreItem<'a>> =
                    dtor.map(|index| self.scopes[scope].core_functions[index as usize].clone());
                let resource = Resource::Defined { instance, destructor };
                Type::Resource(self.graph.resources.push(resource))
            }
        })
    }

    fn value_type(&mut self, scope: ScopeKey, ty: ComponentValType) -> Result<ValueTypeKey> {
        match ty {
            ComponentValType::Primitive(ty) => self.primitive_type(ty),
            ComponentValType::Type(index) => match self.scopes[scope].types[index as usize] {
                Type::Value(key) => Ok(key),
                _ => Err(Error::internal("a value has a type that is none of values")),
            },
        }
    }

    fn primitive_type(&mut self, ty: PrimitiveValType) -> Result<ValueTypeKey> {
        let integer = |bits, signed| ValueType::Integer { bits, signed };
        let ty = match ty {
            PrimitiveValType::Bool => ValueType::Bool,
            PrimitiveValType::S8 => integer(8, true),
            PrimitiveValType::U8 => integer(8, false),
            PrimitiveValType::S16 => integer(16, true),
            PrimitiveValType::U16 => integer(16, false),
            PrimitiveValType::S32 => integer(32, true),
            PrimitiveValType::U32 => integer(32, false),
            PrimitiveValType::S64 => integer(64, true),
            PrimitiveValType::U64 => integer(64, false),
            PrimitiveValType::F32 => ValueType::F32,
            PrimitiveValType::F64 => ValueType::F64,
            PrimitiveValType::Char => ValueType::Char,
            PrimitiveValType::String => ValueType::String,
            PrimitiveValType::ErrorContext => return Err(asynchronous("error-context")),
        };
        Ok(self.graph.types.value(ty))
    }

    fn defined_type(
        &mut self,
        scope: ScopeKey,
        ty: &ComponentDefinedType<'_>,
    ) -> Result<ValueTypeKey> {
        let ty = match ty {
            ComponentDefinedType::Primitive(ty) => return self.primitive_type(*ty),
            ComponentDefinedType::Record(fields) => {
                let mut evaluated = Vec::with_capacity(fields.len());
                for &(name, ty) in fields {
                    evaluated.push((name.into(), self.value_type(scope, ty)?));
                }
                ValueType::Record(evaluated.into())
            }
            ComponentDefinedType::Tuple(fields) => self.tuple(scope, fields)?,
            ComponentDefinedType::Variant(cases) => {
                let mut evaluated = Vec::with_capacity(cases.len());
                for case in cases {
                    let ty = case.ty.map(|ty| self.value_type(scope, ty)).transpose()?;
                    evaluated.push((case.name.into(), ty));
                }
                ValueType::Variant(evaluated.into())
            }
            ComponentDefinedType::Enum(names) => {
                ValueType::Variant(names.iter().map(|&name| (name.into(), None)).collect())
            }
            ComponentDefinedType::Option(ty) => {
                let ty = self.value_type(scope, *ty)?;
                ValueType::Variant(Box::new([("none".into(), None), ("some".into(), Some(ty))]))
            }
            ComponentDefinedType::Result { ok, err } => {
                let ok = ok.map(|ty| self.value_type(scope, ty)).transpose()?;
                let err = err.map(|ty| self.value_type(scope, ty)).transpose()?;
                ValueType::Variant(Box::new([("ok".into(), ok), ("error".into(), err)]))
            }
            ComponentDefinedType::List(element) => {
                ValueType::List(self.value_type(scope, *element)?)
            }
            // Canonical ABI, `despecialize`.
            ComponentDefinedType::Map(key, value) => {
                let pair = self.tuple(scope, &[*key, *value])?;
                ValueType::List(self.graph.types.value(pair))
            }
            ComponentDefinedType::Flags(names) => {
                ValueType::Flags(names.iter().map(|&name| name.into()).collect())
            }
            ComponentDefinedType::Own(index) | ComponentDefinedType::Borrow(index) => {
                let Type::Resource(resource) = self.scopes[scope].types[*index as usize] else {
                    return Err(Error::internal("a handle is to what is no resource"));
                };
                match ty {
                    ComponentDefinedType::Own(_) => ValueType::Own(resource),
                    _ => ValueType::Borrow(resource),
                }
            }
            ComponentDefinedType::FixedLengthList(..) => {
                return Err(Error::unsupported("lists of fixed length are not supported"));
            }
            ComponentDefinedType::Future(_) => return Err(asynchronous("future")),
            ComponentDefinedType::Stream(_) => return Err(asynchronous("stream")),
        };
        Ok(self.graph.types.value(ty))
    }

    fn tuple(&mut self, scope: ScopeKey, fields: &[ComponentValType]) -> Result<ValueType> {
        let mut evaluated = Vec::with_capacity(fields.len());
        for (place, &ty) in fields.iter().enumerate() {
            evaluated.push((place.to_string().into(), self.value_type(scope, ty)?));
        }
        Ok(ValueType::Record(evaluated.into()))
    }
}

fn asynchronous(ty: &str) -> Error {
    Error::unsupported(format!("type `{ty}` of WASI 0.3 is not supported yet"))
}
